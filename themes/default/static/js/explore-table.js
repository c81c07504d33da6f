// @ts-check
/** The table beside the charts: the runs looked at, a column for each axis, a hundred at a time. */
(function () {
  "use strict";
  const BATCH = 100;
  const { el } = KT;

  class RunTable {
    /** @param {HTMLElement} box @param {any} selection @param {(row: number) => void} point a row is pointed at (-1: none) */
    constructor(box, selection, point) {
      this.box = box;
      this.selection = selection;
      this.point = point;
      /** @type {string[]} */
      this.ids = [];
      /** @type {number[]} */
      this.rows = [];
      this.shown = BATCH;
      this.body = el("tbody", { onmouseleave: () => point(-1) });
      this.more = el("p", null, el("button", { type: "button", onclick: () => { this.shown += BATCH; this.fill(); } }, ""));
    }

    /** @param {string[]} ids of the axes */
    show(ids) {
      this.ids = ids;
      this.shown = BATCH;
      const [by, down] = this.sorted();
      const names = ids.map((id) => KT.chart.columnName(this.selection.table, id));
      const heads = ids.map((id, at) => {
        const isNumber = this.selection.table.kind(id) === "number";
        return el(isNumber ? "th.right" : "th", { scope: "col", "aria-sort": by === id ? (down ? "descending" : "ascending") : false },
          el("button.sort", { type: "button", title: id, onclick: () => this.sort(id) }, ...KT.runs.columns.parts(names[at], 20, names), by === id ? (down ? " ↓" : " ↑") : ""));
      });
      this.box.replaceChildren(el("table", null, el("thead", null, el("tr", null,
        el("th", { scope: "col" }, el("span.visually-hidden", null, KT.text("metrics.table.pick"))), el("th", { scope: "col" }, KT.text("metrics.table.run")), ...heads)), this.body), this.more);
      this.order();
      this.fill();
    }

    /** @returns {[string | null, boolean]} */
    sorted() {
      const said = KT.state.get("sort");
      return said ? [said.replace(/^-/, ""), said.startsWith("-")] : [null, false];
    }

    /** @param {string} id */
    sort(id) {
      const [by, down] = this.sorted();
      KT.state.set({ sort: by === id && down ? null : by === id ? "-" + id : id });
    }

    order() {
      const [by, down] = this.sorted();
      this.rows = this.selection.rows();
      if (!by || !this.selection.table.info.has(by)) return;
      // Runs without a value come last, whichever way it goes.
      const { places } = this.selection.axis(by);
      this.rows.sort((/** @type {number} */ a, /** @type {number} */ b) => {
        if (Number.isNaN(places[a]) || Number.isNaN(places[b])) return Number(Number.isNaN(places[a])) - Number(Number.isNaN(places[b])) || b - a;
        return (places[a] - places[b]) * (down ? -1 : 1) || b - a;
      });
    }

    fill() {
      const rows = this.rows;
      this.body.replaceChildren(...rows.slice(0, this.shown).map((row) => this.row(row)));
      const left = rows.length - this.shown;
      this.more.hidden = left <= 0;
      /** @type {HTMLElement} */ (this.more.firstElementChild).textContent = KT.text("metrics.more_rows", { n: Math.min(BATCH, left), left });
    }

    /** @param {number} row */
    row(row) {
      const { table } = this.selection;
      const id = table.value("id", row), name = table.name(row);
      return el("tr", { "data-row": row, onmouseenter: () => this.point(row), onfocusin: () => this.point(row) },
        el("td", null, el("label.pick", null, el("input", { type: "checkbox", "data-pick": id, checked: KT.tray.has(id), "aria-label": `${KT.text("metrics.table.pick")}: ${name}` }))),
        el("td", null, el("a.run", { href: KT.root + table.page(row), title: id }, name)),
        ...this.ids.map((column) => this.cell(column, row)));
    }

    /** @param {string} column @param {number} row */
    cell(column, row) {
      const { table } = this.selection;
      const value = table.value(column, row), info = table.info.get(column);
      if (value === null) return el(info.kind === "number" ? "td.right.none" : "td.none", null, "–");
      if (typeof value === "number") return el("td.right.num", null, info.kind === "time" ? KT.times.human(value) : KT.numbers.write(value, info.format || null));
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return el("td", { title: text.length > 60 ? text : false }, text.length > 60 ? text.slice(0, 59) + "…" : text);
    }
  }

  KT.explore.RunTable = RunTable;
})();
