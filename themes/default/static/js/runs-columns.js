// @ts-check
/**
 * The columns of the runs table: how they are called, which are shown at first, which way is
 * better.
 */
(function () {
  "use strict";
  const MOST_METRICS = 8;
  const MOST_PARAMETERS = 5;
  const MOST_TRACKED = 2;
  const DOTTED = /^[\w.-]+\.[\w-]+$/;
  // Facts that are worth a column where they differ from run to run, in their order.
  const FACTS = ["duration", "user", "branch", "commit", "environment", "pipeline", "tags", "bookmark", "dirty", "python"];

  /** @param {any} info */
  const label = (info) => (info.group === "run" ? KT.text("runs.columns." + info.id) : info.label);

  /** Whether it holds numbers that are summed and compared. @param {any} info */
  const isMeasured = (info) => info.kind === "number" && info.id !== "duration";

  /**
   * The columns to show if none were chosen: those that tell runs apart, the headline first.
   * @param {any} table of the newest runs @returns {string[]}
   */
  function defaults(table) {
    const infos = [...table.info.values()];
    // One run differs from nothing: what it has is shown.
    const least = table.length > 1 ? 2 : 1;
    /** @param {string} group @param {boolean} [absence] whether having none tells a run apart */
    const telling = (group, absence = false) => infos.filter((info) => info.group === group && distinct(table, info.id, absence) >= least).map((info) => info.id);
    const leading = table.index.headline.map((/** @type {string} */ name) => "metrics." + name).filter((/** @type {string} */ id) => table.info.has(id));
    const metrics = [...new Set([...leading, ...telling("metrics")])].slice(0, Math.max(MOST_METRICS, leading.length));
    const facts = FACTS.filter((id) => distinct(table, id, true) >= least);
    return [
      "status",
      // Runs without a title are called by their time.
      ...(filled(table, "title") * 2 > table.length ? ["when"] : []),
      ...metrics,
      ...ranked(table, telling("params", true)).slice(0, MOST_PARAMETERS),
      ...facts,
      ...ranked(table, telling("json")).slice(0, MOST_TRACKED),
    ];
  }

  /** How many values a column has, up to two. @param {any} table @param {string} id @param {boolean} absence whether having none is one, beside another */
  function distinct(table, id, absence) {
    const seen = new Set();
    for (let row = table.length - 1; row >= 0 && seen.size < 2; row -= 1) {
      const value = table.value(id, row);
      if (absence || value !== null) seen.add(typeof value === "object" && value ? JSON.stringify(value) : value);
    }
    return seen.has(null) && seen.size === 1 ? 0 : seen.size;
  }

  /** How many runs have a value. @param {any} table @param {string} id */
  function filled(table, id) {
    let count = 0;
    for (let row = 0; row < table.length; row += 1) count += Number(table.value(id, row) !== null);
    return count;
  }

  /** Those that most runs have first; the order of names where that is equal. @param {any} table @param {string[]} ids */
  function ranked(table, ids) {
    const counts = new Map(ids.map((id) => [id, filled(table, id)]));
    return [...ids].sort((a, b) => /** @type {number} */ (counts.get(b)) - /** @type {number} */ (counts.get(a)));
  }

  /** The columns shown, each once and only those that there are. @param {any} table @param {string[]} ids @returns {any[]} */
  const known = (table, ids) => [...new Set(ids)].map((id) => table.info.get(id)).filter(Boolean);

  /** Which way a first click sorts: the best, the newest, the longest first; texts from A. @param {any} info */
  function startsDown(info) {
    if (info.direction === "lower") return false;
    return info.kind === "number" || info.kind === "time" || info.kind === "flag";
  }

  /**
   * A column's name where room is short: the last part of a dotted one is what tells it apart, and
   * stands on a line of its own beneath the way to it. Of that the beginning which all share
   * is left out, and its middle, if need be.
   * @param {string} name @param {number} letters room for so many @param {string[]} among the names beside it
   */
  function parts(name, letters, among) {
    const steps = DOTTED.test(name) ? name.split(".") : [name];
    if (steps.length < 2 || name.length <= letters) return broken(name);
    const others = among.filter((other) => DOTTED.test(other)).map((other) => other.split("."));
    let shared = 0;
    while (shared < steps.length - 2 && others.every((other) => other[shared] === steps[shared])) shared += 1;
    const way = steps.slice(others.length > 1 ? shared : 0, -1).join(".");
    const half = Math.max(1, Math.floor((letters - 1) / 2));
    const short = way.length <= letters ? way : `${way.slice(0, half)}…${way.slice(-half)}`;
    return [KT.el("span.way", null, short), ...broken(steps[steps.length - 1])];
  }

  /** A name that may break behind its dots and lines. @param {string} name @returns {any[]} */
  const broken = (name) => name.split(/(?<=[._/])/).flatMap((part, at) => (at ? [KT.el("wbr"), part] : [part]));

  KT.runs.columns = { label, isMeasured, defaults, known, startsDown, parts, broken };
})();
