// @ts-check
/** The table beneath a timeline: the runs in view, newest first, a hundred at a time. */
(function () {
  "use strict";
  const BATCH = 100;
  const { el } = KT;

  class Values {
    /** @param {HTMLElement} box @param {any} timeline @param {string} heading what the metric is called */
    constructor(box, timeline, heading) {
      this.box = box;
      this.timeline = timeline;
      this.heading = heading;
      this.shown = BATCH;
    }

    draw() {
      const { scene, view, facts } = this.timeline;
      this.shown = BATCH;
      const column = view.classes.column;
      const extra = column && column !== "branch" && column !== "status" ? [el("th", { scope: "col" }, KT.chart.columnName(facts.table, column))] : [];
      this.body = el("tbody");
      this.more = el("p", null, el("button", { type: "button", onclick: () => this.grow() }, ""));
      const heads = ["pick", "number", "run", "", "delta", "status", "branch"].map((name) => el(name === "number" || name === "" || name === "delta" ? "th.right" : "th", { scope: "col" },
        name === "pick" ? el("span.visually-hidden", null, KT.text("metrics.table.pick")) : name ? KT.text("metrics.table." + name) : this.heading));
      this.box.replaceChildren(
        el("p.note", { role: "status" }, KT.text("metrics.in_view", { n: scene.count })),
        el("table", null, el("thead", null, el("tr", null, ...heads, ...extra)), this.body), this.more);
      this.fill();
    }

    grow() {
      this.shown += BATCH;
      this.fill();
    }

    fill() {
      const { first, end } = this.timeline.scene;
      const body = /** @type {HTMLElement} */ (this.body), more = /** @type {HTMLElement} */ (this.more);
      const from = end - 1 - body.children.length, to = Math.max(first, end - this.shown);
      for (let at = from; at >= to; at -= 1) body.append(this.row(at));
      const left = to - first;
      more.hidden = left <= 0;
      /** @type {HTMLElement} */ (more.firstElementChild).textContent = KT.text("metrics.more_rows", { n: Math.min(BATCH, left), left });
    }

    /** @param {number} at index in the series */
    row(at) {
      const { series, table, info } = this.timeline.facts;
      const { classes, codes, column } = this.timeline.view.classes;
      const row = series.rows[at], id = table.value("id", row), name = table.name(row), value = series.values[at];
      const checked = KT.tray.has(id);
      const pick = el("input", { type: "checkbox", "data-pick": id, "aria-label": `${KT.text("metrics.table.pick")}: ${name}`, checked });
      const status = table.value("status", row);
      const cells = [
        el("td", null, el("label.pick", null, pick)), el("td.right.num", null, String(row + 1)),
        el("td", null, el("a.run", { href: KT.root + table.page(row), title: id }, name)),
        el("td.right", null, el("span.num", null, KT.numbers.write(value, info.format || null)), info.unit ? el("span.unit", null, " " + info.unit) : null),
        el("td.right", null, at > 0 ? this.delta(value, series.values[at - 1]) : null),
        el("td", null, el(`span.status.status-${status}`, null, KT.text("runs.status." + status))), el("td", null, table.value("branch", row)),
      ];
      if (column && column !== "branch" && column !== "status") cells.push(el("td", null, classes[codes[row]].label));
      return el("tr", null, ...cells);
    }

    /** @param {number} value @param {number} before */
    delta(value, before) {
      if (KT.numbers.same(value, before)) return el("span.none", null, KT.text("metrics.table.same"));
      const change = value - before, { direction, format } = this.timeline.facts.info;
      if (Number.isNaN(change)) return null;
      const better = !direction || direction === "none" ? null : change > 0 === (direction === "higher");
      return el("span.change" + (better === null ? "" : better ? ".better" : ".worse"), null,
        el("span.num", null, KT.numbers.delta(change, format || null)),
        before && Number.isFinite(change) ? el("span.ratio", null, ` (${KT.numbers.ratio(change / Math.abs(before))})`) : null,
        better === null ? null : el("span.verdict", null, " " + KT.text(better ? "metrics.better" : "metrics.worse")));
    }
  }

  KT.metrics.Values = Values;
})();
