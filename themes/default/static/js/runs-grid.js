// @ts-check
/**
 * The runs table as it is drawn: rows only where they are seen, the head and the first column
 * fixed. A real table, so that it is read and copied as one.
 *
 * @typedef {{ table: any, items: Int32Array, groups: any[], infos: any[], columns: any[], sort: any[],
 *   best: Map<string, number>, open: Set<string>, run: any }} GridContent
 *   `items`: rows of the data, or -1 - number of a group; `run`: the first column's sort key
 */
(function () {
  "use strict";
  const OVERSCAN = 6;
  const MOST_PRINTED = 1000;

  class Grid {
    /**
     * @param {HTMLElement} container
     * @param {{ sort: (id: string, add: boolean) => void, fold: (label: string) => void, rowClick: (at: number, event: MouseEvent) => void, pickAll: (on: boolean) => void }} on
     */
    constructor(container, on) {
      this.on = on;
      /** @type {GridContent | null} */
      this.content = null;
      /** @type {Map<number, HTMLElement>} rows drawn, by item */
      this.drawn = new Map();
      /** The item that the keys are on. @type {number | null} */
      this.current = null;
      this.printing = false;
      this.waits = false;
      this.rowHeight = 0;
      this.groupHeight = 0;
      /** @type {number[]} where the groups are among the items */
      this.groupPlaces = [];
      this.columns = KT.el("colgroup");
      this.head = KT.el("tr", { "aria-rowindex": "1" });
      this.above = KT.el("tr.space", { "aria-hidden": "true" }, KT.el("td"));
      this.below = KT.el("tr.space", { "aria-hidden": "true" }, KT.el("td"));
      this.body = KT.el("tbody", { onclick: (/** @type {MouseEvent} */ event) => this.clicked(event) }, this.above, this.below);
      this.tableNode = KT.el("table", null, KT.el("caption.visually-hidden", null, KT.text("runs.table")), this.columns, KT.el("thead", null, this.head), this.body);
      this.scroller = KT.el("div.grid", { tabindex: "0", role: "region", "aria-label": KT.text("runs.table"), onscroll: () => this.soon() }, this.tableNode);
      this.note = KT.el("p.note.printed");
      container.replaceChildren(this.scroller, this.note);
      new ResizeObserver(() => this.soon()).observe(this.scroller);
      addEventListener("beforeprint", () => this.print(true));
      addEventListener("afterprint", () => this.print(false));
    }

    /** @param {GridContent} content @param {boolean} anew whether to begin at its top */
    show(content, anew) {
      this.content = content;
      this.groupPlaces = [];
      content.items.forEach((item, at) => { if (item < 0) this.groupPlaces.push(at); });
      const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const style = getComputedStyle(this.scroller);
      this.rowHeight = parseFloat(style.getPropertyValue("--row-height")) * size;
      this.groupHeight = parseFloat(style.getPropertyValue("--group-height")) * size;
      this.tableNode.setAttribute("aria-rowcount", String(content.items.length + 1));
      this.drawHead(content);
      for (const row of this.drawn.values()) row.remove();
      this.drawn.clear();
      // Room for all, so that the height that is seen is the one to be filled.
      space(this.above, 0);
      space(this.below, this.top(content.items.length));
      if (anew) this.scroller.scrollTop = 0;
      this.draw();
    }

    soon() {
      if (this.waits) return;
      this.waits = true;
      requestAnimationFrame(() => {
        this.waits = false;
        this.draw();
      });
    }

    /** Where an item begins, below the head. @param {number} at */
    top(at) {
      return at * this.rowHeight + this.groupsBefore(at) * (this.groupHeight - this.rowHeight);
    }

    /** @param {number} at */
    groupsBefore(at) {
      const places = this.groupPlaces;
      let low = 0;
      for (let high = places.length; low < high;) {
        const middle = (low + high) >> 1;
        if (places[middle] < at) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    /** The item at a height. @param {number} y @param {number} count */
    itemAt(y, count) {
      let low = 0;
      for (let high = count; low < high;) {
        const middle = (low + high) >> 1;
        if (this.top(middle + 1) <= y) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    draw() {
      const { content } = this;
      if (!content) return;
      const count = content.items.length;
      const seen = this.scroller.clientHeight;
      const first = this.printing ? 0 : Math.max(0, this.itemAt(this.scroller.scrollTop, count) - OVERSCAN);
      const last = this.printing ? Math.min(count, MOST_PRINTED) : Math.min(count, this.itemAt(this.scroller.scrollTop + seen, count) + OVERSCAN);
      const wanted = new Set(content.items.subarray(first, last));
      for (const [item, row] of this.drawn) {
        if (wanted.has(item)) continue;
        row.remove();
        this.drawn.delete(item);
      }
      /** @type {Element} */
      let before = this.above;
      for (let at = first; at < last; at += 1) {
        const row = this.row(content, at);
        if (before.nextSibling !== row) before.after(row);
        before = row;
      }
      space(this.above, this.top(first));
      space(this.below, this.top(count) - this.top(last));
    }

    /** @param {GridContent} content @param {number} at @returns {HTMLElement} */
    row(content, at) {
      const item = content.items[at];
      const known = this.drawn.get(item);
      /** @type {HTMLElement} */
      const row = known || (item < 0 ? KT.runs.rows.group(content, -1 - item) : KT.runs.rows.run(content, item));
      this.drawn.set(item, row);
      row.setAttribute("aria-rowindex", String(at + 2));
      row.dataset.at = String(at);
      mark(row, item === this.current);
      return row;
    }

    /** @param {GridContent} content */
    drawHead(content) {
      // Widths are what a digit is wide, and the same room beside each; the first is bounded.
      const room = (/** @type {number} */ width) => `(${width}ch + var(--cell-room))`;
      const widths = [`min(${room(KT.runs.rows.runWidth(content))}, var(--name-most))`, ...content.columns.map((column) => room(column.width))];
      this.columns.replaceChildren(...widths.map((width) => {
        const col = KT.el("col");
        col.style.width = `calc(${width})`;
        return col;
      }));
      this.tableNode.style.width = `calc(${widths.join(" + ")})`;
      this.head.replaceChildren(...KT.runs.rows.heads(content, this.on));
    }

    /** @param {MouseEvent} event */
    clicked(event) {
      const target = /** @type {HTMLElement} */ (event.target);
      const row = target.closest("tr");
      if (!row || row.dataset.at === undefined || !this.content) return;
      const at = Number(row.dataset.at);
      const item = this.content.items[at];
      if (item < 0) {
        if (target.closest("button")) this.on.fold(this.content.groups[-1 - item].label);
      } else if (!target.closest("a, label.pick") || target.matches("input")) {
        this.on.rowClick(at, event);
      }
    }

    /** Move the keys' row by some rows, groups left out. @param {number} by */
    move(by) {
      if (!this.content) return;
      const { items } = this.content;
      let at = this.current === null ? (by > 0 ? -1 : items.length) : items.indexOf(this.current);
      do at += by; while (at >= 0 && at < items.length && items[at] < 0);
      if (at >= 0 && at < items.length) this.go(at);
    }

    /** Put the keys on an item, and bring it into view. @param {number} at */
    go(at) {
      if (!this.content) return;
      this.current = this.content.items[at];
      const head = this.head.getBoundingClientRect().height;
      const room = this.scroller.clientHeight - head;
      const [top, bottom] = [this.top(at), this.top(at + 1)];
      if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
      else if (bottom > this.scroller.scrollTop + room) this.scroller.scrollTop = bottom - room;
      this.draw();
      const row = this.drawn.get(this.current);
      if (row) row.focus({ preventScroll: true });
    }

    /** Show which runs are picked. */
    repick() {
      if (!this.content) return;
      for (const [item, row] of this.drawn) if (item >= 0) KT.runs.rows.picked(row, this.content.table.value("id", item));
    }

    /** @param {boolean} on */
    print(on) {
      const total = this.content ? this.content.items.length : 0;
      this.printing = on;
      this.note.textContent = on && total > MOST_PRINTED ? KT.text("runs.printed", { n: MOST_PRINTED, total }) : "";
      this.draw();
    }
  }

  /** @param {HTMLElement} row @param {number} height */
  function space(row, height) {
    row.hidden = height === 0;
    /** @type {HTMLElement} */ (row.firstElementChild).style.height = `${height}px`;
  }

  /** @param {HTMLElement} row @param {boolean} on */
  function mark(row, on) {
    if (on) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }

  KT.runs.Grid = Grid;
})();
