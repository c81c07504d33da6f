// @ts-check
/**
 * The runs in the browser. Made by kedro_track/site/payload.py:
 *
 * - `data/index.js`: {format, title, baseline, rule, repository, headline, count,
 *   columns: [{id, kind, group, label, unit, format, direction, guessed}],
 *   chunks: [{runs, details, count, first}]}
 * - `data/runs-….js`: {columns: {id: [values] | {d: [values], i: [codes]}}, pages: {id: url},
 *   older: whether its runs have no page of their own but are drawn by older-run.js}
 * - `data/details-….js`: {run id: its facts in groups, as kedro_track/analysis/compare_facts.py
 *   has them, `plots` and `problems` by dataset}
 *
 * Classic scripts that hand over a JSON text: the one form that loads from `file://`.
 *
 * @typedef {{ type: "numbers", values: Float64Array, has: Uint8Array }} NumberColumn times too, in milliseconds; `has` is 0 where a value is missing
 * @typedef {{ type: "words", codes: Int32Array, words: any[] }} WordColumn each distinct value once; the code is -1 where it is missing
 * @typedef {NumberColumn | WordColumn} Column
 */
(function () {
  "use strict";
  /** @type {Map<string, (content: any) => void>} */
  const waiting = new Map();
  /** @type {Map<string, Promise<any>>} */
  const loads = new Map();
  const AT_ONCE = 6;
  /** @type {Promise<Table> | null} */
  let whole = null;
  /** @type {Record<string, number>} */
  const LATER = Object.fromEntries([["NaN", NaN], ["Infinity", Infinity], ["-Infinity", -Infinity]]);

  /** @param {string} name @param {string} json */
  function receive(name, json) {
    const resolve = waiting.get(name);
    if (resolve) resolve(JSON.parse(json));
  }

  /**
   * Load one data file, once.
   * @param {string} name as it calls itself @param {string} url relative to the root
   * @returns {Promise<any>}
   */
  function load(name, url) {
    let promise = loads.get(name);
    if (!promise) {
      promise = new Promise((resolve, reject) => {
        waiting.set(name, resolve);
        KT.load(url).catch(reject);
      });
      loads.set(name, promise);
    }
    return promise;
  }

  /**
   * The index: the one data file whose name stays, so that it is asked for anew by each page
   * that comes from a server. The pages need not change when the data does.
   * @returns {Promise<any>}
   */
  const index = () => load("index", "data/index.js" + (location.protocol.startsWith("http") ? `?t=${Date.now()}` : ""));

  /** All runs as one table, oldest first; the same one for all that ask. @returns {Promise<Table>} */
  function runs() {
    whole = whole || from(() => 0);
    return whole;
  }

  /**
   * The newest runs, for a first look while the others load: at least `count`, in whole chunks.
   * @param {number} count @returns {Promise<Table>}
   */
  function newest(count) {
    return from((chunks) => {
      let first = chunks.length;
      for (let rows = 0; first > 0 && rows < count;) rows += chunks[--first].count;
      return first;
    });
  }

  /** @param {(chunks: any[]) => number} choose the first chunk */
  async function from(choose) {
    const found = await index();
    const first = choose(found.chunks);
    const names = found.chunks.slice(first).map((/** @type {any} */ chunk) => chunk.runs);
    /** @type {any[]} */
    const parts = [];
    let next = names.length;
    // A few at a time, since asking for a file takes a while too; the newest, which are
    // looked at first, before the others.
    const work = async () => {
      while (next > 0) {
        next -= 1;
        const at = next;
        parts[at] = await load(names[at], names[at]);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return new Table(found, parts, first);
  }

  /**
   * The details of some runs.
   * @param {string[]} ids @returns {Promise<Map<string, any>>} by id, in the order asked for; unknown ones are left out
   */
  async function details(ids) {
    const table = await runs();
    const places = ids.map((id) => table.row(id)).filter((row) => row >= 0);
    const numbers = [...new Set(places.map((row) => table.chunkOf(row)))];
    const parts = await Promise.all(numbers.map((n) => load(table.index.chunks[n].details, table.index.chunks[n].details)));
    const all = Object.assign({}, ...parts);
    return new Map(ids.filter((id) => all[id]).map((id) => [id, all[id]]));
  }

  class Table {
    /** @param {any} index @param {any[]} parts @param {number} [first] the chunk that the first part is */
    constructor(index, parts, first = 0) {
      this.index = index;
      this.parts = parts;
      this.first = first;
      this.starts = new Uint32Array(parts.length + 1);
      parts.forEach((_, n) => { this.starts[n + 1] = this.starts[n] + index.chunks[first + n].count; });
      /** @type {number} */
      this.length = this.starts[parts.length];
      /** @type {Map<string, any>} */
      this.info = new Map(index.columns.map((/** @type {any} */ c) => [c.id, c]));
      /** @type {Map<string, any[]>} */
      this.cache = new Map();
      /** @type {Map<string, Column>} */
      this.typedCache = new Map();
    }

    /** @returns {string[]} */
    get ids() {
      return this.column("id");
    }

    /** Row by id. @returns {Map<string, number>} */
    get rows() {
      this.rowCache = this.rowCache || new Map(this.ids.map((id, row) => [id, row]));
      return this.rowCache;
    }

    /** A column over all runs; null where a run has no value. @param {string} id @returns {any[]} */
    column(id) {
      let values = this.cache.get(id);
      if (!values) {
        const isNumber = this.kind(id) === "number";
        values = this.parts.flatMap((part, n) => unpacked(part.columns[id], this.starts[n + 1] - this.starts[n]));
        if (isNumber) values = values.map(later);
        this.cache.set(id, values);
      }
      return values;
    }

    /**
     * A column in arrays that are fast to sort, filter and sum; what it holds goes by its kind.
     * @param {string} id @returns {Column}
     */
    typed(id) {
      const reading = this.reading(id);
      let step = reading.next();
      while (!step.done) step = reading.next();
      return step.value;
    }

    /**
     * The same, chunk by chunk, for those who read many columns and must not stop the page.
     * @param {string} id @returns {Generator<undefined, Column, undefined>}
     */
    *reading(id) {
      let column = this.typedCache.get(id);
      if (!column) {
        const kind = this.kind(id);
        column = yield* kind === "number" || kind === "time" ? this.numbers(id) : this.words(id);
        this.typedCache.set(id, column);
      }
      return column;
    }

    /** One cell, without reading the rest of its column. @param {string} id @param {number} row @returns {any} */
    value(id, row) {
      const n = this.partOf(row);
      const column = this.parts[n].columns[id];
      if (!column) return null;
      const at = row - this.starts[n];
      const value = Array.isArray(column) ? column[at] : column.d[column.i[at]];
      return typeof value === "string" && this.kind(id) === "number" ? later(value) : value;
    }

    /** @param {string} id @returns {string} */
    kind(id) {
      const info = this.info.get(id);
      return info ? info.kind : "text";
    }

    /** Row of a run, or -1. @param {string} id */
    row(id) {
      const row = this.rows.get(id);
      return row === undefined ? -1 : row;
    }

    /** Page of a run, relative to the root. @param {number} row @returns {string} */
    page(row) {
      const { older } = this.parts[this.partOf(row)];
      return older ? `run.html#chunk=${this.chunkOf(row)}&run=${encodeURIComponent(this.value("id", row))}` : this.own(row);
    }

    /** Where its own page is, or would be; its raw data lies beside it. @param {number} row @returns {string} */
    own(row) {
      const id = this.value("id", row);
      const { pages } = this.parts[this.partOf(row)];
      return Object.hasOwn(pages, id) ? pages[id] : `runs/${id}.html`;
    }

    /** The number of the chunk, in the index, that a row is in. @param {number} row */
    chunkOf(row) {
      return this.first + this.partOf(row);
    }

    /** What people call a run: its title, else its time, else its id. @param {number} row @returns {string} */
    name(row) {
      const title = this.value("title", row);
      if (title) return title;
      const when = this.value("when", row);
      return when === null ? this.value("id", row) : KT.times.human(when);
    }

    /** @param {number} row */
    partOf(row) {
      let low = 0;
      for (let high = this.parts.length - 1; low < high;) {
        const middle = (low + high + 1) >> 1;
        if (this.starts[middle] <= row) low = middle;
        else high = middle - 1;
      }
      return low;
    }

    /** @param {string} id @returns {Generator<undefined, NumberColumn, undefined>} */
    *numbers(id) {
      const values = new Float64Array(this.length);
      const has = new Uint8Array(this.length);
      for (let n = 0; n < this.parts.length; n += 1) {
        const piece = unpacked(this.parts[n].columns[id], 0);
        for (let at = 0, row = this.starts[n]; at < piece.length; at += 1, row += 1) {
          if (piece[at] === null) continue;
          values[row] = later(piece[at]);
          has[row] = 1;
        }
        yield;
      }
      return { type: "numbers", values, has };
    }

    /** @param {string} id @returns {Generator<undefined, WordColumn, undefined>} */
    *words(id) {
      const codes = new Int32Array(this.length).fill(-1);
      const words = new Words();
      for (let n = 0; n < this.parts.length; n += 1) {
        const column = this.parts[n].columns[id] || [];
        const isPlain = Array.isArray(column);
        const places = isPlain ? column : column.d.map((/** @type {any} */ value) => words.place(value));
        const count = isPlain ? column.length : column.i.length;
        for (let at = 0, row = this.starts[n]; at < count; at += 1, row += 1) {
          codes[row] = isPlain ? words.place(column[at]) : places[column.i[at]];
        }
        yield;
      }
      return { type: "words", codes, words: words.list };
    }
  }

  /** Distinct values in the order in which they were met. */
  class Words {
    constructor() {
      /** @type {any[]} */
      this.list = [];
      this.places = new Map();
    }

    /** @param {any} value null has no place: -1 */
    place(value) {
      if (value === null) return -1;
      // Of other values the JSON stands for them; an object keeps it apart from a text.
      const key = typeof value === "object" ? JSON.stringify(value) + "\n" : value;
      let found = this.places.get(key);
      if (found === undefined) {
        found = this.list.push(value) - 1;
        this.places.set(key, found);
      }
      return found;
    }
  }

  /** NaN and infinities, which JSON writes as texts. @param {any} value */
  const later = (value) => (typeof value === "string" ? LATER[value] : value);

  /** @param {any} column @param {number} count @returns {any[]} */
  function unpacked(column, count) {
    if (!column) return new Array(count).fill(null);
    return Array.isArray(column) ? column : column.i.map((/** @type {number} */ code) => column.d[code]);
  }

  KT.data = { receive, load, index, runs, newest, details, Table };
})();
