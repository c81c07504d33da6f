// @ts-check
/**
 * The matrix as it is drawn: rows and columns only where they are seen; the heads, the names and
 * the baseline stay. On a phone a row's name stands above its values, the baseline's beside those
 * of the run that is swiped to. A real table, so that it is read and copied as one.
 *
 * @typedef {{ columns: any[], items: any[], words: any, fold: (group: string) => void, open: (row: any) => void }} Content
 *   `items`: `{group, count, differ, isFolded}` or `{row, isOpen, hasMembers}`
 */
(function () {
  "use strict";
  const ROWS_BEYOND = 4;
  const COLUMNS_BEYOND = 1;
  const MOST_PRINTED = 40_000;
  const WIDEST = 1.75;

  class Matrix {
    /** @param {HTMLElement} container */
    constructor(container) {
      /** @type {Content | null} */
      this.content = null;
      /** Heights from the top to each item's. @type {number[]} */
      this.tops = [0];
      /** Rows drawn, by their place. @type {Map<number, HTMLElement>} */
      this.drawn = new Map();
      /** Heads of runs, by their place. @type {Map<number, HTMLElement>} */
      this.heads = new Map();
      this.from = this.to = -1;
      this.isPrinting = this.waits = false;
      this.low = this.tall = this.groupHeight = this.nameWidth = this.runWidth = 0;
      this.cols = KT.el("colgroup");
      this.head = KT.el("tr", { "aria-rowindex": "1" });
      this.above = KT.el("tr.space", { "aria-hidden": "true" }, KT.el("td"));
      this.below = KT.el("tr.space", { "aria-hidden": "true" }, KT.el("td"));
      this.table = KT.el("table.matrix", null, KT.el("caption.visually-hidden", null, KT.text("compare.matrix")), this.cols, KT.el("thead", null, this.head), KT.el("tbody", null, this.above, this.below));
      this.box = KT.el("div.matrix-box", { tabindex: "0", role: "region", "aria-label": KT.text("compare.matrix"), onscroll: () => this.soon() }, this.table);
      container.append(this.box);
      let width = 0;
      new ResizeObserver(() => {
        if (width !== this.box.clientWidth && this.content) this.show(this.content);
        else this.soon();
        width = this.box.clientWidth;
      }).observe(this.box);
      addEventListener("beforeprint", () => this.print(true));
      addEventListener("afterprint", () => this.print(false));
    }

    /** @param {Content} content */
    show(content) {
      const focused = document.activeElement instanceof HTMLElement && this.box.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
      this.content = content;
      this.measure(content.columns.length);
      this.tops = [0];
      content.items.forEach((item, at) => this.tops.push(this.tops[at] + (item.row ? (isTall(item.row) ? this.tall : this.low) : this.groupHeight)));
      this.table.setAttribute("aria-rowcount", String(content.items.length + 1));
      this.table.setAttribute("aria-colcount", String(content.columns.length + 1));
      this.from = -1;
      this.heads.clear();
      for (const row of this.drawn.values()) row.remove();
      this.drawn.clear();
      this.draw();
      if (focused) this.refocus(focused);
    }

    /** What the style sheet says of sizes, in pixels; few runs share the width that there is. @param {number} count */
    measure(count) {
      const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
      const style = getComputedStyle(this.box);
      /** @param {string} name */
      const length = (name) => parseFloat(style.getPropertyValue(name)) * size;
      [this.low, this.tall, this.groupHeight, this.nameWidth] = ["--row", "--row-tall", "--row-group", "--name"].map(length);
      const least = length("--run-width"), room = this.box.clientWidth - this.nameWidth;
      const wanted = Math.floor(this.nameWidth ? Math.min(room / count, least * WIDEST) : room / Math.min(count, Math.max(1, Math.floor(room / least))));
      this.runWidth = Math.max(least, wanted);
      this.box.style.setProperty("--beside", `${this.nameWidth + this.runWidth}px`);
    }

    /** The same control as before, or one of the same run. @param {string} key */
    refocus(key) {
      const all = /** @type {HTMLElement[]} */ ([...this.box.querySelectorAll("[data-focus]")]);
      const whose = key.slice(key.indexOf(" "));
      const found = all.find((node) => node.dataset.focus === key) || all.find((node) => (node.dataset.focus || "").endsWith(whose));
      (found || this.box).focus({ preventScroll: true });
    }

    soon() {
      if (this.waits) return;
      this.waits = true;
      requestAnimationFrame(() => {
        this.waits = false;
        this.draw();
      });
    }

    draw() {
      const { content, box } = this;
      if (!content) return;
      const count = content.columns.length;
      const left = Math.floor(box.scrollLeft / this.runWidth);
      const seen = Math.ceil((box.clientWidth - this.nameWidth) / this.runWidth);
      // The baseline is always drawn; the window is of the others.
      const from = this.isPrinting ? 1 : Math.max(1, Math.min(count, left - COLUMNS_BEYOND));
      const to = this.isPrinting ? count : Math.min(count, left + seen + 1 + COLUMNS_BEYOND);
      // What is drawn already may be enough: a window a little larger than needed moves seldom.
      const isEnough = this.from >= 0 && !this.isPrinting && this.from <= Math.max(1, left) && this.to >= Math.min(count, left + seen + 1);
      if (!isEnough) this.shift(content, from, to);
      this.drawRows(content);
    }

    /** To another window of columns: rows keep the cells that are in both. @param {Content} content @param {number} from @param {number} to */
    shift(content, from, to) {
      const before = { from: this.from, to: this.to };
      this.drawColumns(content, from, to);
      for (const [at, row] of this.drawn) {
        const { row: line } = content.items[at];
        if (before.from < 0 || (line && (from >= before.to || to <= before.from))) {
          row.remove();
          this.drawn.delete(at);
        } else if (!line) /** @type {HTMLTableCellElement} */ (row.lastElementChild).colSpan = to - from + 3;
        else this.move(row, line, before, content.words);
      }
    }

    /** @param {HTMLElement} row @param {any} line @param {{ from: number, to: number }} before @param {any} words */
    move(row, line, before, words) {
      const { from, to } = this;
      // Name, baseline and a pad stand first.
      for (let at = before.from; at < Math.min(from, before.to); at += 1) row.children[3].remove();
      for (let at = before.to; at > Math.max(to, before.from); at -= 1) row.children[row.children.length - 2].remove();
      /** @param {number} first @param {number} end */
      const cells = (first, end) => Array.from({ length: Math.max(0, end - first) }, (_, n) => this.cell(line, first + n, words));
      row.children[2].after(...cells(from, Math.min(before.from, to)));
      row.children[row.children.length - 1].before(...cells(Math.max(before.to, from), to));
    }

    /** @param {any} row @param {number} at @param {any} words */
    cell(row, at, words) {
      return KT.compareCells.cell(row, row.cells[at], row.cells[0], words, at);
    }

    /** @param {Content} content @param {number} from @param {number} to */
    drawColumns(content, from, to) {
      this.from = from;
      this.to = to;
      const { columns } = content;
      const before = (from - 1) * this.runWidth, after = (columns.length - to) * this.runWidth;
      const widths = [this.nameWidth, this.runWidth, before, ...new Array(Math.max(0, to - from)).fill(this.runWidth), after];
      this.cols.replaceChildren(...widths.map((width) => {
        const col = KT.el("col");
        col.style.width = `${width}px`;
        return col;
      }));
      this.table.style.width = `${this.nameWidth + columns.length * this.runWidth}px`;
      const heads = columns.slice(from, to).map((_, at) => this.headOf(columns, from + at));
      this.head.replaceChildren(KT.el("th.corner", { scope: "col", "aria-colindex": "1" }, KT.text("compare.value")), this.headOf(columns, 0), pad(), ...heads, pad());
    }

    /** @param {any[]} columns @param {number} at */
    headOf(columns, at) {
      const made = this.heads.get(at) || KT.compareCells.head(columns[at], at, columns.length);
      this.heads.set(at, made);
      return made;
    }

    /** @param {Content} content */
    drawRows(content) {
      const { items } = content;
      // The box is as tall as what is drawn in it, up to the window: what was drawn tells nothing.
      const top = this.box.scrollTop, bottom = top + Math.max(this.box.clientHeight, innerHeight);
      const first = this.isPrinting ? 0 : Math.max(0, this.at(top) - ROWS_BEYOND);
      const last = this.isPrinting ? items.length : Math.min(items.length, this.at(bottom) + 1 + ROWS_BEYOND);
      for (const [at, row] of this.drawn) {
        if (at >= first && at < last) continue;
        row.remove();
        this.drawn.delete(at);
      }
      /** @type {Element} */
      let before = this.above;
      for (let at = first; at < last; at += 1) {
        const row = this.drawn.get(at) || this.row(content, at);
        if (before.nextSibling !== row) before.after(row);
        before = row;
      }
      space(this.above, this.tops[first]);
      space(this.below, this.tops[items.length] - this.tops[last]);
    }

    /** @param {Content} content @param {number} at @returns {HTMLElement} */
    row(content, at) {
      const item = content.items[at];
      const made = item.row ? this.line(content, item) : KT.el("tr.group", null, KT.compareCells.group(item, content.fold), KT.el("td", { colspan: this.to - this.from + 3 }));
      made.setAttribute("aria-rowindex", String(at + 2));
      this.drawn.set(at, made);
      return made;
    }

    /** @param {Content} content @param {any} item */
    line(content, item) {
      const { row } = item;
      const cells = [];
      for (let at = this.from; at < this.to; at += 1) cells.push(this.cell(row, at, content.words));
      return KT.el(`tr${isTall(row) ? ".tall" : ""}${row.differs ? "" : ".same"}`, null,
        KT.compareCells.name(item, content.words, content.open), this.cell(row, 0, content.words), pad(), ...cells, pad());
    }

    /** The item at a height. @param {number} y */
    at(y) {
      let low = 0;
      for (let high = this.tops.length - 1; low < high;) {
        const middle = (low + high + 1) >> 1;
        if (this.tops[middle] <= y) low = middle;
        else high = middle - 1;
      }
      return low;
    }

    /** On paper all is drawn, as far as that can be. @param {boolean} on */
    print(on) {
      const { content } = this;
      this.isPrinting = on && content !== null && content.items.length * content.columns.length <= MOST_PRINTED;
      this.from = -1;
      this.draw();
    }
  }

  /** Whether a change stands below a value. @param {any} row */
  function isTall(row) {
    row.isTall ??= row.cells.some((/** @type {any} */ cell) => cell.delta !== null);
    return row.isTall;
  }
  const pad = () => KT.el("td.pad", { "aria-hidden": "true" });

  /** @param {HTMLElement} row @param {number} height */
  function space(row, height) {
    /** @type {HTMLElement} */ (row.firstElementChild).style.height = `${height}px`;
    row.hidden = height <= 0;
  }

  KT.compareGrid = { Matrix };
})();
