// @ts-check
/** The answer before the evidence: how many values differ, and which run is best by what leads. */
(function () {
  "use strict";
  const MOST = 4;

  /** @param {any} comparison @param {any[]} columns @param {string[]} headline names of metrics @returns {Array<Node | string>} */
  function lines(comparison, columns, headline) {
    if (columns.length < 2) return [KT.el("p.lead", null, KT.text("compare.alone"))];
    const differ = comparison.rows.filter((/** @type {any} */ row) => row.differs).length;
    const rows = headline.map((name) => comparison.rows.find((/** @type {any} */ row) => row.metric && row.path[0] === name)).filter(Boolean).slice(0, MOST);
    const said = rows.map((row) => best(row, columns)).filter(Boolean);
    return [KT.el("p.lead", null, KT.text("compare.answer", { n: differ, all: comparison.rows.length })), said.length ? KT.el("p.leads", null, ...said) : ""];
  }

  /** @param {any} row @param {any[]} columns */
  function best(row, columns) {
    const at = row.cells.findIndex((/** @type {any} */ cell) => cell.best);
    if (at < 0) return null;
    const value = KT.compareText.valueText(row, row.cells[at].value);
    if (at === 0) return KT.el("span", null, KT.el("b", null, row.label), ": ", KT.text("compare.lead_baseline", { value }));
    const change = KT.compareText.changeText({ ...row }, { ...row.cells[at], better: null }, KT.compareView.words());
    const [before, after] = KT.text("compare.lead_best", { value }).split("{run}");
    return KT.el(`span.run-${columns[at].slot}`, null, KT.el("b", null, row.label), ": ", before, ...KT.compareCells.named(columns[at]), after, change ? KT.el("span.note", null, ` ${change}`) : "");
  }

  KT.compareLead = { lines };
})();
