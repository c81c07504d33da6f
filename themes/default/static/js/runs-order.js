// @ts-check
/**
 * Which runs are shown, and in which order: rows as typed arrays, worked on in short turns.
 *
 * @typedef {{ rows: Uint32Array, passed: number, hidden: number, why: string | null }} RunSelection
 *   `rows`: those shown, sorted; `passed`: with those hidden; `why`: the reason if none passes
 */
(function () {
  "use strict";
  /** Ranks of a column's words, kept as long as the table is. @type {WeakMap<any, Map<string, Float64Array>>} */
  const ranks = new WeakMap();

  /**
   * @param {any} table @param {any} view @param {any} filter compiled @param {any} job
   * @returns {Promise<RunSelection>}
   */
  async function select(table, view, filter, job) {
    const search = KT.filter.search(view.search, table);
    await prepare(table, [...filter.needs, ...search.needs], job);
    const hide = new Set(view.hide);
    const ids = hide.size ? table.ids : [];
    const kept = new Uint32Array(table.length);
    let count = 0;
    let hidden = 0;
    // The newest first: the last row is the newest.
    await job.each(table.length, (/** @type {number} */ at) => {
      const row = table.length - 1 - at;
      if (!filter.test(row) || !search.test(row)) return;
      if (hide.size && hide.has(ids[row])) hidden += 1;
      else kept[count++] = row;
    });
    const rows = kept.slice(0, count);
    if (view.sort.length) await sort(rows, table, view.sort, job);
    const why = count ? null : await reason(table, view, filter, hidden, job);
    return { rows, passed: count + hidden, hidden, why };
  }

  /** Read columns chunk by chunk. @param {any} table @param {string[]} ids @param {any} job */
  async function prepare(table, ids, job) {
    for (const id of ids) {
      const reading = table.reading(id);
      while (!reading.next().done) if (job.late) await job.turn();
    }
  }

  /** @param {Uint32Array} rows @param {any} table @param {any[]} keys @param {any} job */
  async function sort(rows, table, keys, job) {
    /** @type {Array<{ values: Float64Array, sign: number }>} */
    const columns = [];
    for (const { id, down } of keys.filter((key) => table.info.has(key.id))) {
      columns.push({ values: await ordered(table, id, job), sign: down ? -1 : 1 });
    }
    // What is missing, or not a number, comes last whichever way; equals stay newest first.
    await job.sort(rows, (/** @type {number} */ a, /** @type {number} */ b) => {
      for (const { values, sign } of columns) {
        const left = values[a];
        const right = values[b];
        if (left < right) return -sign;
        if (left > right) return sign;
        if (left !== right && !(left !== left && right !== right)) return left !== left ? 1 : -1;
      }
      return 0;
    });
  }

  /** A column as numbers in the order of its values; NaN where one is missing. @param {any} table @param {string} id @param {any} job @returns {Promise<Float64Array>} */
  async function ordered(table, id, job) {
    let known = ranks.get(table);
    if (!known) ranks.set(table, known = new Map());
    let found = known.get(id);
    if (!found) {
      await prepare(table, [id], job);
      const column = table.typed(id);
      found = column.type === "words" ? await byWords(column, job) : column.values.map((/** @type {number} */ value, /** @type {number} */ row) => (column.has[row] ? value : NaN));
      known.set(id, /** @type {Float64Array} */ (found));
    }
    return /** @type {Float64Array} */ (found);
  }

  /** @param {any} column @param {any} job */
  async function byWords({ codes, words }, job) {
    const places = Uint32Array.from(words.keys());
    /** @type {string[]} */
    const keys = [];
    await job.each(words.length, (/** @type {number} */ code) => { keys.push(sortKey(words[code])); });
    await job.sort(places, (/** @type {number} */ a, /** @type {number} */ b) => {
      const [left, right] = [words[a], words[b]];
      if (typeof left === "number" && typeof right === "number") return left - right;
      return keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : 0;
    });
    const rank = new Float64Array(words.length);
    places.forEach((code, at) => { rank[code] = at; });
    const found = new Float64Array(codes.length);
    await job.each(codes.length, (/** @type {number} */ row) => { found[row] = codes[row] < 0 ? NaN : rank[codes[row]]; });
    return found;
  }

  /** Numbers before truths before texts. @param {any} value */
  function sortKey(value) {
    if (typeof value === "number") return "0";
    if (typeof value === "boolean") return value ? "12" : "11";
    return "2" + KT.filter.natural(Array.isArray(value) ? value.join(", ") : value);
  }

  /** Why no run is left. @param {any} table @param {any} view @param {any} filter @param {number} hidden @param {any} job */
  async function reason(table, view, filter, hidden, job) {
    if (hidden) return KT.text("runs.none_hidden");
    if (view.search && !(await some(table, KT.filter.search(view.search, table).test, job))) return KT.text("runs.none_search", { text: view.search });
    for (const clause of filter.clauses) {
      if (!(await some(table, clause.test, job))) return KT.text("runs.none_clause", { clause: clause.text });
    }
    return KT.text(filter.clauses.length > 1 || view.search ? "runs.none_together" : "runs.none");
  }

  /** @param {any} table @param {(row: number) => boolean} test @param {any} job */
  async function some(table, test, job) {
    for (let row = 0; row < table.length; row += 1) {
      if (test(row)) return true;
      if ((row & 255) === 0 && job.late) await job.turn();
    }
    return false;
  }

  KT.runs.order = { select, prepare, sortKey };
})();
