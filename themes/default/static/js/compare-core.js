// @ts-check
/** Several runs value by value: the twin of `kedro_track/analysis/compare.py`. */
(function () {
  "use strict";
  const GROUPS = ["run", "metrics", "params", "json", "environment", "pipeline"];
  /** @type {Record<string, number>} */
  const LATER = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };

  /** Whether two values are the same up to float noise. @param {any} a @param {any} b @returns {boolean} */
  function equal(a, b) {
    if (typeof a === "number" && typeof b === "number") return KT.numbers.same(a, b);
    if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, at) => equal(value, b[at]));
    if (a && b && typeof a === "object" && typeof b === "object" && !Array.isArray(a) && !Array.isArray(b)) {
      const keys = Object.keys(a);
      return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
    }
    return a === b;
  }

  /** Leaves of nested mappings by dotted path; lists are leaves. @param {any} value @param {string} prefix @param {Map<string, any>} into */
  function leaves(value, prefix, into) {
    if (value && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length) {
      for (const [key, inner] of Object.entries(value)) leaves(inner, prefix ? prefix + "." + key : key, into);
    } else if (prefix) into.set(prefix, value);
  }

  /** All values of a run, by group. @param {any} run its details with status and duration @returns {Map<string, Map<string, any>>} */
  function valuesOf(run) {
    const git = run.git || {};
    const facts = { status: run.status, branch: git.branch, commit: git.sha, dirty: git.dirty, user: run.user, duration: run.duration, pipelines: run.pipelines && run.pipelines.length ? run.pipelines : null, environment: run.environment };
    const params = new Map();
    leaves(run.parameters || run.given || {}, "", params);
    const json = new Map();
    for (const [dataset, value] of Object.entries(run.json || {})) leaves(value, dataset, json);
    const metrics = Object.entries(run.metrics || {}).map(([name, value]) => [name, typeof value === "string" ? LATER[value] : value]);
    const timings = (run.timings || []).map((/** @type {any} */ timing) => [timing.node, timing.seconds]);
    const groups = new Map([
      ["run", new Map(Object.entries(facts))], ["metrics", new Map(/** @type {any} */ (metrics))], ["params", params], ["json", json],
      ["environment", new Map(Object.entries({ python: run.python, platform: run.platform, ...(run.packages || {}) }))], ["pipeline", new Map(timings)],
    ]);
    for (const values of groups.values()) for (const [name, value] of values) if (value === null || value === undefined) values.delete(name);
    return groups;
  }

  /**
   * Compare runs with the first of them.
   * @param {any[]} runs @param {(name: string) => any} metric what is known of a metric
   * @returns {Array<{ group: string, name: string, metric: any, cells: any[], differs: boolean }>}
   */
  function compare(runs, metric) {
    const all = runs.map(valuesOf);
    const rows = [];
    for (const group of GROUPS) {
      const names = [...new Set(all.flatMap((values) => [...(values.get(group) || new Map()).keys()]))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      for (const name of names) {
        const values = all.map((run) => { const value = run.get(group)?.get(name); return value === undefined ? null : value; });
        rows.push(row(group, name, values, group === "metrics" ? metric(name) : null));
      }
    }
    return rows;
  }

  /** @param {string} group @param {string} name @param {any[]} values @param {any} metric */
  function row(group, name, values, metric) {
    const direction = metric ? metric.direction : null;
    const numbers = values.filter((value) => typeof value === "number" && !Number.isNaN(value));
    const best = !numbers.length || !direction || direction === "none" ? null : direction === "higher" ? Math.max(...numbers) : Math.min(...numbers);
    const cells = values.map((value) => cell(value, values[0], direction, best));
    return { group, name, metric, cells, differs: cells.some((one) => one.differs) };
  }

  /** @param {any} value @param {any} baseline @param {string | null} direction @param {number | null} best */
  function cell(value, baseline, direction, best) {
    const isBest = best !== null && typeof value === "number" && KT.numbers.same(value, best);
    /** @type {{ value: any, differs: boolean, delta: number | null, ratio: number | null, better: boolean | null, best: boolean }} */
    const made = { value, differs: !equal(value, baseline), delta: null, ratio: null, better: null, best: isBest };
    if (made.differs && typeof value === "number" && typeof baseline === "number") {
      made.delta = value - baseline;
      made.ratio = baseline ? made.delta / Math.abs(baseline) : null;
      const told = direction === "higher" || direction === "lower";
      made.better = told && !Number.isNaN(value) && !Number.isNaN(baseline) ? value > baseline === (direction === "higher") : null;
    }
    return made;
  }

  KT.comparison = { compare, equal, GROUPS };
})();
