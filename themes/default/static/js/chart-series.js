// @ts-check
/**
 * A metric's values in the browser: parallel arrays, oldest first, one entry for each run that
 * has it. A run without a value has no entry, so it can only be a gap.
 */
(function () {
  "use strict";

  /**
   * @typedef {object} Series
   * @property {number} length
   * @property {Int32Array} rows of the runs' table; the run's number is one more
   * @property {Float64Array} values NaN and infinities included
   * @property {Float64Array} times milliseconds; NaN where a run's start is not known
   * @property {Map<number, Float64Array>} smoothed rolling medians by window
   */

  /** @param {any} table of KT.data @param {string} metric its full name @returns {Series} */
  function of(table, metric) {
    const column = table.typed("metrics." + metric), when = table.typed("when");
    let length = 0;
    for (let row = 0; row < column.has.length; row += 1) length += column.has[row];
    const rows = new Int32Array(length), values = new Float64Array(length), times = new Float64Array(length);
    for (let row = 0, at = 0; row < column.has.length; row += 1) {
      if (!column.has[row]) continue;
      rows[at] = row;
      values[at] = column.values[row];
      times[at] = when.has[row] ? when.values[row] : NaN;
      at += 1;
    }
    return { length, rows, values, times, smoothed: new Map() };
  }

  /** The first place whose row is not below `row`. @param {Series} series @param {number} row */
  function place(series, row) {
    let low = 0, high = series.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (series.rows[middle] < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * The median of the `window` finite values around each, an odd number; NaN where the value
   * itself is not finite. Windows end at the ends: they get shorter, nothing is made up.
   * @param {Series} series @param {number} window @returns {Float64Array}
   */
  function smooth(series, window) {
    let found = series.smoothed.get(window);
    if (!found) {
      found = rolling(series, window >> 1);
      series.smoothed.set(window, found);
    }
    return found;
  }

  /** @param {Series} series @param {number} half */
  function rolling(series, half) {
    const places = [];
    for (let at = 0; at < series.length; at += 1) if (Number.isFinite(series.values[at])) places.push(at);
    const values = Float64Array.from(places, (at) => series.values[at]);
    const medians = new Float64Array(series.length).fill(NaN);
    /** @type {number[]} kept sorted */
    const held = [];
    for (let at = 0, ahead = 0; at < values.length; at += 1) {
      for (; ahead < values.length && ahead <= at + half; ahead += 1) held.splice(rank(held, values[ahead]), 0, values[ahead]);
      if (at > half) held.splice(rank(held, values[at - half - 1]), 1);
      const middle = held.length >> 1;
      medians[places[at]] = held.length % 2 ? held[middle] : held[middle - 1] / 2 + held[middle] / 2;
    }
    return medians;
  }

  /** @param {number[]} sorted @param {number} value */
  function rank(sorted, value) {
    let low = 0, high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  KT.chart.series = { of, place, smooth };
})();
