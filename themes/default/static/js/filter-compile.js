// @ts-check
/**
 * From a filter's text to a test of a row of the runs' table (`KT.data`).
 *
 * @typedef {(row: number) => boolean} RowTest
 * @typedef {{ text: string, test: RowTest, needs: string[], clauses: Array<{ text: string, test: RowTest }> }} Filter
 *   `needs`: columns that the test reads; `clauses`: parts all of which must hold
 */
(function () {
  "use strict";
  const { Names, STATUSES, parse, testOf, textOf } = KT.filter;
  const NUMERAL = /^[+-]?[0-9.]+(e[+-]?[0-9]*)?$/;
  const SEARCHED = new Set(["text", "list", "mixed", "number"]);

  class Compiler {
    /** @param {any} table @param {number} now */
    constructor(table, now) {
      this.table = table;
      this.now = now;
      this.names = new Names(table);
      this.needs = new Set();
    }

    /** @param {any} part @returns {RowTest} */
    compile(part) {
      if (part.type === "condition") return this.condition(part);
      if (part.type === "search") return this.anywhere(part.text.text);
      if (part.type === "not") {
        const inner = this.compile(part.part);
        return (row) => !inner(row);
      }
      const tests = part.parts.map((/** @type {any} */ inner) => this.compile(inner));
      if (part.word === "and") return (row) => tests.every((/** @type {RowTest} */ test) => test(row));
      return (row) => tests.some((/** @type {RowTest} */ test) => test(row));
    }

    /** @param {any} condition @returns {RowTest} */
    condition(condition) {
      const status = condition.name.text.toLowerCase();
      const alone = condition.operator === "flag";
      if (alone && STATUSES.includes(status)) return this.column("status", (value) => value === status, null);
      const field = this.names.find(condition.name, alone);
      return this.column(field.name, testOf(condition, field, this.now), field.missing);
    }

    /**
     * The test of a row by its value in a column; of a text's many equal values one is tested.
     * @param {string} id @param {(value: any) => boolean} test @param {any} missing @returns {RowTest}
     */
    column(id, test, missing) {
      this.needs.add(id);
      const ofMissing = test(missing);
      /** @type {RowTest | null} */
      let run = null;
      const prepare = () => {
        const column = this.table.typed(id);
        if (column.type === "numbers") {
          const { values, has } = column;
          return (/** @type {number} */ row) => (has[row] ? test(values[row]) : ofMissing);
        }
        const { codes, words } = column;
        // 0: not yet tested.
        const known = new Uint8Array(words.length);
        return (/** @type {number} */ row) => {
          const code = codes[row];
          if (code < 0) return ofMissing;
          if (!known[code]) known[code] = test(words[code]) ? 2 : 1;
          return known[code] === 2;
        };
      };
      return (row) => {
        run = run || prepare();
        return run(row);
      };
    }

    /** Whether a run holds a text anywhere; a number is found by the beginning of its digits. @param {string} text @returns {RowTest} */
    anywhere(text) {
      const wanted = text.toLowerCase();
      const isNumeral = NUMERAL.test(wanted);
      /** @param {any} value @returns {boolean} */
      const holds = (value) => {
        if (typeof value === "string") return value.toLowerCase().includes(wanted);
        if (typeof value === "number") return isNumeral && textOf(value).startsWith(wanted);
        return Array.isArray(value) && value.some(holds);
      };
      const columns = [...this.table.info.values()].filter((info) =>
        SEARCHED.has(info.kind) && (info.group !== "run" || info.kind !== "number") && (info.kind !== "number" || isNumeral));
      const tests = columns.map((info) => this.column(info.id, holds, null));
      return (row) => tests.some((test) => test(row));
    }
  }

  /**
   * Understand a filter.
   * @param {string} text one that says nothing passes every run
   * @param {any} table of the runs that its names are looked up in
   * @param {number} [now] milliseconds that ages are counted from
   * @returns {Filter}
   */
  function compile(text, table, now = Date.now()) {
    const expression = parse(text);
    const compiler = new Compiler(table, now);
    if (expression === null) return { text, test: () => true, needs: [], clauses: [] };
    const parts = expression.type === "join" && expression.word === "and" ? expression.parts : [expression];
    const clauses = parts.map((/** @type {any} */ part) => ({ text: text.slice(part.start, part.end), test: compiler.compile(part) }));
    const test = (/** @type {number} */ row) => clauses.every((/** @type {any} */ clause) => clause.test(row));
    return { text, test, needs: [...compiler.needs], clauses };
  }

  /**
   * The rows in which each word of a free text is found somewhere.
   * @param {string} text @param {any} table @returns {Filter}
   */
  function search(text, table) {
    const compiler = new Compiler(table, 0);
    const clauses = text.split(/\s+/).filter(Boolean).map((word) => ({ text: word, test: compiler.anywhere(word) }));
    return { text, test: (row) => clauses.every((clause) => clause.test(row)), needs: [...compiler.needs], clauses };
  }

  /** The rows that pass, in their order. @param {any} table @param {string} text @param {number} [now] @returns {number[]} */
  function select(table, text, now) {
    const { test } = compile(text, table, now);
    return Array.from({ length: table.length }, (_, row) => row).filter(test);
  }

  Object.assign(KT.filter, { compile, search, select });
})();
