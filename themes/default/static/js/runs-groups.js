// @ts-check
/**
 * Runs in groups of equal values: for each group its count and, for each column of numbers,
 * the best, the mean and the spread.
 *
 * @typedef {{ count: number, mean: number, spread: number, low: number, high: number }} Statistics
 *   `spread`: the standard deviation of a sample; NaN of fewer than two values
 * @typedef {{ label: string, missing: boolean, rows: number[], of: Map<string, Statistics> }} RunGroup
 */
(function () {
  "use strict";

  /**
   * Groups in the order of their first rows, so that they are sorted as the rows are.
   * @param {any} table @param {Uint32Array} rows @param {string} id @param {any} job
   * @returns {Promise<RunGroup[]>}
   */
  async function group(table, rows, id, job) {
    const key = keyOf(table, id);
    /** @type {Map<any, RunGroup>} */
    const groups = new Map();
    await job.each(rows.length, (/** @type {number} */ at) => {
      const value = key(rows[at]);
      let found = groups.get(value);
      if (!found) groups.set(value, found = { label: labelOf(table, id, value), missing: value === null, rows: [], of: new Map() });
      found.rows.push(rows[at]);
    });
    return [...groups.values()];
  }

  /** What rows are grouped by; moments by their day, in the reader's zone. @param {any} table @param {string} id @returns {(row: number) => any} */
  function keyOf(table, id) {
    const column = table.typed(id);
    if (column.type === "words") {
      const { codes, words } = column;
      return (row) => (codes[row] < 0 ? null : Array.isArray(words[codes[row]]) ? words[codes[row]].join(", ") : words[codes[row]]);
    }
    const { values, has } = column;
    if (table.kind(id) !== "time") return (row) => (has[row] ? values[row] : null);
    return (row) => (has[row] ? new Date(values[row]).setHours(0, 0, 0, 0) : null);
  }

  /** @param {any} table @param {string} id @param {any} value */
  function labelOf(table, id, value) {
    if (value === null) return KT.text("runs.group_missing");
    if (table.kind(id) === "time") return KT.times.human(value).replace(/, [^,]*$/, "");
    if (typeof value === "boolean") return KT.text(value ? "runs.yes" : "runs.no");
    if (id === "duration") return KT.times.duration(value);
    if (id === "status") return KT.text("runs.status." + value);
    return typeof value === "number" ? KT.numbers.write(value, table.info.get(id).format) : String(value) || "“”";
  }

  /** Sum up a column in each group. @param {any} table @param {RunGroup[]} groups @param {string[]} ids @param {any} job */
  async function summarise(table, groups, ids, job) {
    for (const id of ids) {
      const { values, has } = table.typed(id);
      for (const one of groups) {
        one.of.set(id, await statistics(one.rows, values, has, job));
        if (job.late) await job.turn();
      }
    }
  }

  /**
   * By Welford's way, which loses no digits where values are large and alike.
   * @param {number[]} rows @param {Float64Array} values @param {Uint8Array} has @param {any} job @returns {Promise<Statistics>}
   */
  async function statistics(rows, values, has, job) {
    let [count, mean, squares, low, high] = [0, 0, 0, Infinity, -Infinity];
    for (let at = 0; at < rows.length; at += 1) {
      const value = values[rows[at]];
      if (has[rows[at]] && Number.isFinite(value)) {
        count += 1;
        const away = value - mean;
        mean += away / count;
        squares += away * (value - mean);
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if ((at & 8191) === 8191 && job.late) await job.turn();
    }
    return { count, mean: count ? mean : NaN, spread: count > 1 ? Math.sqrt(squares / (count - 1)) : NaN, low, high };
  }

  /** The row with the best value of a metric, the first of equals; -1 if none has one. @param {ArrayLike<number>} rows @param {any} table @param {string} id */
  function bestRow(rows, table, id) {
    const { values, has } = table.typed(id);
    const lower = table.info.get(id).direction === "lower";
    let best = -1;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at];
      if (!has[row] || Number.isNaN(values[row])) continue;
      if (best < 0 || (lower ? values[row] < values[best] : values[row] > values[best])) best = row;
    }
    return best;
  }

  KT.runs.groups = { group, summarise, bestRow };
})();
