// @ts-check
/**
 * Runs by a column, as few classes that can be told apart: each has a colour and a shape.
 * Texts and flags keep their own values, the commonest seven and the others; numbers and times
 * with many values become five ranges of equally many runs.
 *
 * @typedef {{ label: string, colour: string, shape: number, count: number }} Class
 *   `colour`: name of a custom property; `shape`: index into KT.tray.SHAPES
 * @typedef {{ classes: Class[], codes: Uint8Array, column: string | null }} Classes
 *   `codes`: of each row of the table the class that it is in
 */
(function () {
  "use strict";
  const MOST = 7;
  const RANGES = 5;
  const OTHER = { colour: "--ink-3", shape: 7 };

  /** All runs as one class. @param {any} table @returns {Classes} */
  const single = (table) => ({
    classes: [{ label: "", colour: "--accent", shape: 0, count: table.length }],
    codes: new Uint8Array(table.length), column: null,
  });

  /** @param {any} table @param {string | null} column @returns {Classes} */
  function by(table, column) {
    if (!column || !table.info.has(column)) return single(table);
    const typed = table.typed(column);
    if (typed.type === "words") return ofWords(table, column, typed);
    const distinct = new Set();
    for (let row = 0; row < table.length && distinct.size <= MOST; row += 1) if (typed.has[row]) distinct.add(typed.values[row]);
    return distinct.size <= MOST ? ofFew(table, column, typed, [...distinct].sort((a, b) => a - b)) : ofRanges(table, column, typed);
  }

  /** @param {any} table @param {string} column @param {any} typed @returns {Classes} */
  function ofWords(table, column, typed) {
    const counts = new Uint32Array(typed.words.length);
    for (const code of typed.codes) if (code >= 0) counts[code] += 1;
    const order = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || (said(typed.words[a], column) < said(typed.words[b], column) ? -1 : 1));
    const place = new Map(order.slice(0, MOST).map((code, at) => [code, at]));
    const classes = order.slice(0, MOST).map((code, at) => ({ label: said(typed.words[code], column), colour: "--run-" + at, shape: at, count: 0 }));
    return filled(table, column, classes, (row) => (typed.codes[row] < 0 ? -1 : place.get(typed.codes[row]) ?? -2));
  }

  /** @param {any} table @param {string} column @param {any} typed @param {number[]} values @returns {Classes} */
  function ofFew(table, column, typed, values) {
    const classes = values.map((value, at) => ({ label: written(table, column, value), colour: "--run-" + at, shape: at, count: 0 }));
    const place = new Map(values.map((value, at) => [value, at]));
    return filled(table, column, classes, (row) => (typed.has[row] ? place.get(typed.values[row]) ?? -2 : -1));
  }

  /** @param {any} table @param {string} column @param {any} typed @returns {Classes} */
  function ofRanges(table, column, typed) {
    const sorted = Float64Array.from(typed.values.filter((/** @type {number} */ value, /** @type {number} */ row) => typed.has[row] && Number.isFinite(value))).sort();
    const edges = [...new Set(Array.from({ length: RANGES }, (_, at) => sorted[Math.floor((at * sorted.length) / RANGES)]))];
    const classes = edges.map((low, at) => ({
      label: KT.text("metrics.range", { low: written(table, column, low), high: written(table, column, at + 1 < edges.length ? edges[at + 1] : sorted[sorted.length - 1]) }),
      colour: "--ramp-" + Math.round((at * (RANGES - 1)) / Math.max(1, edges.length - 1)), shape: at, count: 0,
    }));
    return filled(table, column, classes, (row) => {
      const value = typed.values[row];
      if (!typed.has[row]) return -1;
      if (!Number.isFinite(value)) return -2;
      let at = edges.length - 1;
      while (at > 0 && value < edges[at]) at -= 1;
      return at;
    });
  }

  /**
   * @param {any} table @param {string} column @param {Class[]} classes
   * @param {(row: number) => number} placeOf class of a row; -1: has no value, -2: one of the others
   * @returns {Classes}
   */
  function filled(table, column, classes, placeOf) {
    const codes = new Uint8Array(table.length);
    /** @type {Record<number, number>} */
    const extra = {};
    for (let row = 0; row < table.length; row += 1) {
      let at = placeOf(row);
      if (at < 0) {
        if (extra[at] === undefined) extra[at] = classes.push({ label: KT.text(at === -1 ? "metrics.no_value" : "metrics.others"), ...OTHER, shape: at === -1 ? 0 : OTHER.shape, count: 0 }) - 1;
        at = extra[at];
      }
      codes[row] = at;
      classes[at].count += 1;
    }
    return { classes, codes, column };
  }

  /** @param {any} value @param {string} column */
  const said = (value, column) => (column === "commit" ? String(value).slice(0, 7) : typeof value === "string" ? value : JSON.stringify(value));

  /** A number or a time of a column as it is written. @param {any} table @param {string} column @param {number} value @returns {string} */
  function written(table, column, value) {
    const info = table.info.get(column);
    return info.kind === "time" ? KT.times.human(value) : KT.numbers.write(value, info.format || null);
  }

  KT.chart.classes = { by, single, written };
})();
