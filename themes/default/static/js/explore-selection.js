// @ts-check
/**
 * Which runs are looked at: those inside of every range that was drawn on an axis, that pass the
 * filter, and that are picked if only these shall be. Charts and table show the same, and all
 * of it stands in the hash: `filter=`, `only=picked`, `ranges=column|low|high,…`.
 */
(function () {
  "use strict";

  class Selection {
    /** @param {any} table @param {() => void} moved called while a range is being drawn */
    constructor(table, moved) {
      this.table = table;
      this.moved = moved;
      /** @type {Map<string, { low: string, high: string }>} numbers as text; of texts the first and the last word */
      this.ranges = new Map();
      /** Whether a row is looked at. */
      this.mask = new Uint8Array(table.length).fill(1);
      this.count = table.length;
      /** @type {string | null} why the filter can't be read */
      this.fault = null;
      /** @type {Map<string, any>} */
      this.axes = new Map();
    }

    /** The axis of a column. @param {string} id @returns {any} */
    axis(id) {
      const log = KT.state.list("log").includes(id);
      const key = (log ? "log " : "") + id;
      if (!this.axes.has(key)) this.axes.set(key, KT.chart.axes.of(this.table, id, log));
      return this.axes.get(key);
    }

    /** Take up what the hash says. */
    read() {
      this.ranges = new Map();
      for (const item of KT.state.list("ranges")) {
        const [id, low, high] = item.split("|").map(decoded);
        if (high !== undefined && this.table.info.has(id)) this.ranges.set(id, { low, high });
      }
      this.apply();
    }

    /** A range is being drawn: it holds at once, and stands in the hash when it is let go. @param {string} id @param {{ low: string, high: string } | null} range */
    move(id, range) {
      if (range) this.ranges.set(id, range);
      else this.ranges.delete(id);
      this.apply();
      this.moved();
    }

    /** Set or clear the range of a column. @param {string} id @param {{ low: string, high: string } | null} range */
    set(id, range) {
      if (range) this.ranges.set(id, range);
      else this.ranges.delete(id);
      const items = [...this.ranges].map(([column, { low, high }]) => [column, low, high].map(encodeURIComponent).join("|"));
      KT.state.set({ ranges: items });
    }

    /** The places on an axis that a range goes from and to; null without one. @param {any} axis @returns {[number, number] | null} */
    span(axis) {
      const range = this.ranges.get(axis.id);
      if (!range) return null;
      const ends = axis.ordered ? [Number(range.low), Number(range.high)] : [axis.words.indexOf(range.low), axis.words.indexOf(range.high)];
      if (ends.some(Number.isNaN) || (!axis.ordered && ends.some((end) => end < 0))) return null;
      const [a, b] = ends.map((end) => (axis.log && end <= 0 ? -Infinity : axis.at(end)));
      // Half a step to either side, since words stand on points.
      const slack = axis.ordered ? 1e-6 : 0.4 / Math.max(1, axis.words.length - 1);
      return [Math.min(a, b) - slack, Math.max(a, b) + slack];
    }

    /** Make a range of two places on an axis. @param {any} axis @param {number} from @param {number} to @returns {{ low: string, high: string } | null} */
    between(axis, from, to) {
      const [a, b] = [Math.min(from, to), Math.max(from, to)];
      if (axis.ordered) return { low: String(axis.back(Math.max(0, a))), high: String(axis.back(Math.min(1, b))) };
      const inside = axis.words.filter((/** @type {string} */ _, /** @type {number} */ index) => axis.at(index) >= a && axis.at(index) <= b);
      return inside.length ? { low: inside[0], high: inside[inside.length - 1] } : null;
    }

    apply() {
      const { table, mask } = this;
      mask.fill(1);
      for (const id of this.ranges.keys()) {
        const axis = this.axis(id), span = this.span(axis);
        if (!span) continue;
        for (let row = 0; row < mask.length; row += 1) if (!(axis.places[row] >= span[0] && axis.places[row] <= span[1])) mask[row] = 0;
      }
      if (KT.state.get("only") === "picked") {
        const picked = new Set(KT.tray.picked().map((/** @type {string} */ id) => table.row(id)));
        for (let row = 0; row < mask.length; row += 1) if (!picked.has(row)) mask[row] = 0;
      }
      this.filter();
      this.count = mask.reduce((sum, one) => sum + one, 0);
    }

    filter() {
      const text = KT.state.get("filter") || "";
      this.fault = null;
      if (!text.trim()) return;
      try {
        const test = KT.filter.compile(text, this.table).test;
        for (let row = 0; row < this.mask.length; row += 1) if (this.mask[row] && !test(row)) this.mask[row] = 0;
      } catch (error) {
        if (!(error instanceof KT.filter.FilterFault)) throw error;
        this.fault = /** @type {Error} */ (error).message;
      }
    }

    /** The rows looked at, newest first. @returns {number[]} */
    rows() {
      const found = [];
      for (let row = this.mask.length - 1; row >= 0; row -= 1) if (this.mask[row]) found.push(row);
      return found;
    }
  }

  /** @param {string} text */
  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  KT.explore = { Selection };
})();
