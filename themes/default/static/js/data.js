// @ts-check
/**
 * The runs in the browser. Made by kedro_track/site/payload.py:
 *
 * - `data/index.js`: {format, title, baseline, rule, repository, headline, count,
 *   columns: [{id, kind, group, label, unit, format, direction, guessed}],
 *   chunks: [{runs, details, count, first}]}
 * - `data/runs-….js`: {columns: {id: [values] | {d: [values], i: [codes]}}, pages: {id: url}}
 * - `data/details-….js`: {run id: everything of the run, `plots` and `json` by dataset}
 *
 * Classic scripts that hand over a JSON text: the one form that loads from `file://`.
 */
(function () {
  "use strict";
  /** @type {Map<string, (content: any) => void>} */
  const waiting = new Map();
  /** @type {Map<string, Promise<any>>} */
  const loads = new Map();
  const LATER = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };

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
        const script = document.createElement("script");
        script.src = KT.root + url;
        script.onerror = () => reject(new Error(KT.text("shell.data_missing", { file: url })));
        document.head.append(script);
      });
      loads.set(name, promise);
    }
    return promise;
  }

  /** The index. @returns {Promise<any>} */
  const index = () => load("index", "data/index.js" + (document.documentElement.dataset.index || ""));

  /** All runs as one table, oldest first. @returns {Promise<Table>} */
  async function runs() {
    const found = await index();
    const parts = await Promise.all(found.chunks.map((/** @type {any} */ c) => load(c.runs, c.runs)));
    return new Table(found, parts);
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
    /** @param {any} index @param {any[]} parts */
    constructor(index, parts) {
      this.index = index;
      this.parts = parts;
      /** @type {number} */
      this.length = index.count;
      /** @type {Map<string, any>} */
      this.info = new Map(index.columns.map((/** @type {any} */ c) => [c.id, c]));
      /** @type {Map<string, any[]>} */
      this.cache = new Map();
      /** @type {string[]} */
      this.ids = this.column("id");
      this.rows = new Map(this.ids.map((id, row) => [id, row]));
      /** @type {Record<string, string>} */
      this.pages = Object.assign({}, ...parts.map((part) => part.pages));
    }

    /** A column over all runs; null where a run has no value. @param {string} id @returns {any[]} */
    column(id) {
      let values = this.cache.get(id);
      if (!values) {
        const kind = this.info.get(id) ? this.info.get(id).kind : "text";
        values = [];
        this.parts.forEach((part, n) => {
          const count = this.index.chunks[n].count;
          const piece = unpacked(part.columns[id], count);
          for (const value of piece) values?.push(kind === "number" && typeof value === "string" ? /** @type {any} */ (LATER)[value] : value);
        });
        this.cache.set(id, values);
      }
      return values;
    }

    /** Row of a run, or -1. @param {string} id */
    row(id) {
      const row = this.rows.get(id);
      return row === undefined ? -1 : row;
    }

    /** Page of a run, relative to the root. @param {number} row */
    page(row) {
      const id = this.ids[row];
      return Object.hasOwn(this.pages, id) ? this.pages[id] : `runs/${id}.html`;
    }

    /** @param {number} row */
    chunkOf(row) {
      let n = 0;
      while (row >= this.index.chunks[n].count) row -= this.index.chunks[n++].count;
      return n;
    }

    /** What people call a run: its title, else its time, else its id. @param {number} row @returns {string} */
    name(row) {
      const title = this.column("title")[row];
      if (title) return title;
      const when = this.column("when")[row];
      return when === null ? this.ids[row] : KT.times.human(when);
    }
  }

  /** @param {any} column @param {number} count @returns {any[]} */
  function unpacked(column, count) {
    if (!column) return new Array(count).fill(null);
    return Array.isArray(column) ? column : column.i.map((/** @type {number} */ code) => column.d[code]);
  }

  KT.data = { receive, load, index, runs, details, Table };
})();
