// @ts-check
/** The table of parameters that go with a metric, among the runs looked at. */
(function () {
  "use strict";
  const MOST = 5000;
  const { el } = KT;

  /**
   * @param {HTMLElement} box @param {any} selection @param {string} metric id of its column
   * @param {(id: string) => void} choose a parameter was pressed
   */
  function show(box, selection, metric, choose) {
    const { table } = selection;
    const rows = selection.rows(), taken = rows.slice(0, MOST);
    const values = table.column(metric);
    const columns = [...table.info.values()].filter((info) => info.group === "params").map((info) => {
      const column = table.column(info.id);
      return /** @type {[string, any[]]} */ ([info.id, taken.map((/** @type {number} */ row) => column[row])]);
    });
    const found = KT.chart.correlation.judged(columns, taken.map((/** @type {number} */ row) => values[row]));
    const told = found.filter((/** @type {any} */ one) => one.strength !== null);
    const parts = [el("p.note", null, rows.length > MOST ? KT.text("metrics.related.newest", { n: MOST, of: rows.length }) : KT.text("metrics.related.among", { n: rows.length }))];
    if (told.length) parts.push(made(told, table, choose));
    for (const reason of ["few", "constant", "scattered"]) {
      const n = found.filter((/** @type {any} */ one) => one.verdict === reason).length;
      if (n) parts.push(el("p.note", null, KT.text("metrics.related." + reason, { n })));
    }
    if (!columns.length) parts.push(el("p.empty", null, KT.text("metrics.related.none")));
    box.replaceChildren(...parts);
  }

  /** @param {any[]} told @param {any} table @param {(id: string) => void} choose */
  function made(told, table, choose) {
    const heads = ["parameter", "strength", "kind", "runs", "verdict"].map((name) => el(name === "runs" ? "th.right" : "th", { scope: "col" }, KT.text("metrics.related.head_" + name)));
    return el("table.related", null, el("thead", null, el("tr", null, ...heads)), el("tbody", null, ...told.map((one) => el("tr", null,
      el("td", null, el("button.quiet", { type: "button", title: KT.text("metrics.related.choose"), onclick: () => choose(one.parameter) }, el("code", null, ...KT.runs.columns.broken(table.info.get(one.parameter).label)))),
      el("td", null, bar(one.strength), " ", el("span.num", null, KT.numbers.write(one.strength, ".2f"))),
      el("td", null, one.kind === "rank" ? KT.text("metrics.related.rank") : KT.text("metrics.related.groups", { n: one.values })),
      el("td.right.num", null, one.runs.toLocaleString("en-US")),
      el("td", null, one.verdict === "clear" ? KT.text("metrics.related.clear") : el("span.note", null, KT.text("metrics.related.chance")))))));
  }

  /** The strength as a bar from the middle. @param {number} strength */
  function bar(strength) {
    const size = Math.abs(strength) * 40;
    return KT.svg("svg.strength", { viewBox: "0 0 84 10", "aria-hidden": "true" }, KT.svg("path.axis", { d: "M42 0V10" }), KT.svg("rect", { x: strength < 0 ? 42 - size : 42, y: 2, width: size, height: 6 }));
  }

  KT.explore.related = { show };
})();
