// @ts-check
/**
 * Several runs value by value, each beside the baseline. The twin of
 * `kedro_track/analysis/compare.py`; both are held to `tests/vectors/compare.json`.
 *
 * @typedef {object} Cell
 * @property {any} value @property {"value" | "absent" | "unknown"} state
 * @property {boolean} differs from the baseline, by more than float noise; what is unknown never does
 * @property {number | null} delta @property {number | null} ratio null from zero
 * @property {boolean | null} better @property {boolean} best
 *
 * @typedef {object} Row
 * @property {string} key the group and the path, joined by `/`
 * @property {string} group @property {string[]} path @property {string} label
 * @property {string} kind `value`, `duration`, `time`, `bytes`, `list`, `place`
 * @property {Cell[]} cells @property {number} depth @property {string | null} parent
 * @property {any} metric what is known of a metric @property {boolean} differs
 */
(function () {
  "use strict";
  const GROUPS = ["run", "params", "metrics", "json", "environment", "pipeline", "inputs"];
  /** @type {Record<string, string[]>} */
  const ORDERED = {
    run: ["status", "title", "tags", "notes", "error", "node", "started", "duration", "user", "branch", "commit", "dirty", "command"],
    environment: ["environment", "python", "platform", "host", "packages"],
    pipeline: ["pipelines", "runner", "filters", "seconds", "nodes"],
  };
  /** @type {Record<string, string>} */
  const KINDS = { "run/started": "time", "run/duration": "duration", "inputs/size": "bytes", "inputs/modified": "time" };
  // Whose keys and values are people's own.
  const FREE = ["params", "json"];
  const MOST_MEMBERS = 500;
  const MOST_ROWS = 5000;

  class Missing {
    /** @param {"absent" | "unknown"} state */
    constructor(state) { this.state = state; }
  }
  const ABSENT = new Missing("absent");
  const UNKNOWN = new Missing("unknown");

  /** @param {any} value */
  const isMapping = (value) => value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Missing);
  /** By code points, as Python sorts. @param {string} a @param {string} b */
  function byCodePoints(a, b) {
    for (let at = 0; at < a.length && at < b.length; at += 1) {
      const one = a.charCodeAt(at), other = b.charCodeAt(at);
      if (one === other) continue;
      // Halves of pairs stand for characters above all others.
      const isHigh = one >= 0xd800 && one <= 0xdfff;
      return isHigh === (other >= 0xd800 && other <= 0xdfff) ? one - other : isHigh ? 1 : -1;
    }
    return a.length - b.length;
  }

  /** Whether two values are the same up to float noise, which whole numbers have not. @param {any} a @param {any} b @returns {boolean} */
  function equal(a, b) {
    if (Number.isInteger(a) && Number.isInteger(b)) return a === b;
    if (typeof a === "number" && typeof b === "number") return KT.numbers.same(a, b);
    if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, at) => equal(value, b[at]));
    if (isMapping(a) && isMapping(b)) {
      const keys = Object.keys(a);
      return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
    }
    return a === b;
  }

  /**
   * Compare runs.
   * @param {any[]} runs as the details files have them @param {(name: string) => any} metric
   * @param {number} [baseline] place of the run to compare with
   * @returns {{ rows: Row[], baseline: number, cut: string[] }}
   */
  function compare(runs, metric, baseline = 0) {
    /** @type {Row[]} */
    const rows = [];
    /** @type {string[]} */
    const cut = [];
    const metrics = runs.map((facts) => Object.fromEntries(Object.entries(facts.metrics).map(([name, value]) => [name, Number(value)])));
    for (const group of GROUPS) {
      const missing = runs.map((facts) => (facts.partial.includes(group) ? UNKNOWN : ABSENT));
      const walk = new Walk(group, metric, baseline, missing);
      walk.mapping([], group === "metrics" ? metrics : runs.map((facts) => facts[group] ?? UNKNOWN), { parent: null, depth: 0, label: "" });
      for (const row of walk.rows) rows.push(row);
      if (walk.isCut) cut.push(group);
    }
    return { rows, baseline, cut };
  }

  /** Goes through one group of all runs side by side and gathers its rows. */
  class Walk {
    /** @param {string} group @param {(name: string) => any} metric @param {number} baseline @param {Missing[]} missing */
    constructor(group, metric, baseline, missing) {
      this.group = group;
      this.metric = metric;
      this.baseline = baseline;
      this.missing = missing;
      /** @type {Row[]} */
      this.rows = [];
      this.isCut = false;
    }

    /** @typedef {{ parent: string | null, depth: number, label: string }} Place */
    /** @param {string[]} path @param {any[]} values @param {Place} place */
    mapping(path, values, place) {
      for (const key of this.keys(path, values)) {
        const inner = values.map((value, at) => this.entry(value, key, this.missing[at]));
        this.value([...path, key], inner, { ...place, label: place.label ? `${place.label}.${key}` : key });
      }
    }

    /** @param {string[]} path @param {any[]} values @param {Place} place */
    value(path, values, place) {
      if (this.rows.length >= MOST_ROWS) {
        this.isCut = true;
        return;
      }
      const present = values.filter((value) => !(value instanceof Missing));
      if (this.hasRow(present)) {
        const isList = present.every(Array.isArray);
        this.row(path, values, place, isList ? "list" : kind(this.group, path));
        if (isList) this.members(path, values, { ...place, parent: this.rows[this.rows.length - 1].key, depth: place.depth + 1 });
      }
      if (present.some(isMapping)) this.mapping(path, values, place);
    }

    /** Whether values have a row beside those of their entries; empty mappings have none. @param {any[]} present */
    hasRow(present) {
      if (!present.every(isMapping)) return true;
      return present.length > 0 && present.every((value) => !Object.keys(value).length) && FREE.includes(this.group);
    }

    /** By value where all are different texts, else by place. @param {string[]} path @param {any[]} values @param {Place} place */
    members(path, values, place) {
      const lists = values.filter(Array.isArray);
      if (lists.every(isSet)) {
        const names = [...new Set(lists.flat())].sort(byCodePoints);
        for (const name of names.slice(0, MOST_MEMBERS)) this.row([...path, name], values.map((value) => placeIn(value, name)), { ...place, label: name }, "place");
        this.isCut ||= names.length > MOST_MEMBERS;
        return;
      }
      const count = Math.max(...lists.map((list) => list.length));
      for (let at = 0; at < Math.min(MOST_MEMBERS, count); at += 1) {
        this.value([...path, String(at)], values.map((value) => (!Array.isArray(value) ? value : at < value.length ? value[at] : ABSENT)), { ...place, label: `[${at}]` });
      }
      this.isCut ||= count > MOST_MEMBERS;
    }

    /** @param {string[]} path @param {any[]} values @param {Place} place @param {string} rowKind */
    row(path, values, place, rowKind) {
      const metric = this.group === "metrics" ? this.metric(path[0]) || null : null;
      const best = bestOf(values, metric);
      const cells = values.map((value) => cell(value, values[this.baseline], metric, best));
      // One list's second is not twice another's first.
      if (rowKind === "place") for (const one of cells) one.delta = one.ratio = null;
      const key = [this.group, ...path.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"))].join("/");
      this.rows.push({
        key, group: this.group, path, label: metric ? metric.label : place.label, kind: rowKind, cells,
        depth: place.depth, parent: place.parent, metric, differs: cells.some((one) => one.differs),
      });
    }

    /** @param {string[]} path @param {any[]} values */
    keys(path, values) {
      const found = new Set(values.filter(isMapping).flatMap(Object.keys));
      const first = path.length ? [] : ORDERED[this.group] || [];
      return [...first.filter((key) => found.has(key)), ...[...found].filter((key) => !first.includes(key)).sort(byCodePoints)];
    }

    /** @param {any} value @param {string} key @param {Missing} missing */
    entry(value, key, missing) {
      if (value instanceof Missing) return value;
      if (!isMapping(value)) return ABSENT;
      if (!Object.hasOwn(value, key)) return missing;
      // In parameters and tracked JSON, null is a value.
      return value[key] === null && !FREE.includes(this.group) ? UNKNOWN : value[key];
    }
  }

  /** @param {string} group @param {string[]} path */
  function kind(group, path) {
    if (group === "pipeline" && path[0] === "seconds") return "duration";
    return KINDS[`${group}/${path[path.length - 1]}`] || "value";
  }

  /** @param {any} value @param {any} base @param {any} metric @param {number | null} best @returns {Cell} */
  function cell(value, base, metric, best) {
    /** @type {Cell} */
    const made = { value: null, state: "value", differs: false, delta: null, ratio: null, better: null, best: false };
    if (value instanceof Missing) return { ...made, state: value.state, differs: value.state === "absent" && !(base instanceof Missing) };
    made.value = value;
    made.best = best !== null && typeof value === "number" && KT.numbers.same(value, best);
    if (base instanceof Missing) return { ...made, differs: base.state === "absent" };
    made.differs = metric && typeof value === "number" ? !KT.numbers.same(value, base) : !equal(value, base);
    return made.differs && typeof value === "number" && typeof base === "number" ? changed(made, base, metric) : made;
  }

  /** @param {Cell} made @param {number} base @param {any} metric @returns {Cell} */
  function changed(made, base, metric) {
    const delta = made.value - base;
    const ratio = base ? delta / Math.abs(base) : NaN;
    const isTold = metric && (metric.direction === "higher" || metric.direction === "lower") && !Number.isNaN(made.value) && !Number.isNaN(base);
    return {
      ...made,
      delta: Number.isFinite(delta) ? delta : null,
      ratio: Number.isFinite(ratio) ? ratio : null,
      better: isTold ? made.value > base === (metric.direction === "higher") : null,
    };
  }

  /** The best of a metric's values; null where all are alike, and of one value. @param {any[]} values @param {any} metric */
  function bestOf(values, metric) {
    const numbers = values.filter((value) => typeof value === "number" && !Number.isNaN(value));
    if (!metric || !metric.direction || metric.direction === "none" || !numbers.length) return null;
    const best = metric.direction === "higher" ? Math.max(...numbers) : Math.min(...numbers);
    return values.filter((value) => typeof value === "number").every((number) => KT.numbers.same(best, number)) ? null : best;
  }

  /** @param {any[]} list */
  const isSet = (list) => list.every((item) => typeof item === "string") && new Set(list).size === list.length;

  /** The place of a text in a list, counted from 1. @param {any} value @param {string} name */
  function placeIn(value, name) {
    if (!Array.isArray(value)) return value;
    const at = value.indexOf(name);
    return at < 0 ? ABSENT : at + 1;
  }

  KT.comparison = { compare, GROUPS };
})();
