// @ts-check
/** The controls of the page that explores, and what it says of what is looked at. */
(function () {
  "use strict";
  const { el } = KT;
  const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

  /**
   * @param {any} table @param {any} selection
   * @param {{ ids: () => string[], pick: (key: string, other: string) => string, chosen: any, dialog: (id: string, isAxis: boolean) => void }} page
   */
  KT.explore.controls = function (table, selection, page) {
    const { columnChoice, entries } = KT.metrics.controls;
    const choice = (/** @type {string} */ key, /** @type {string} */ name, /** @type {((info: any) => boolean) | undefined} */ fits = undefined) => {
      const made = columnChoice(table, name, null, (/** @type {string} */ id) => KT.state.set({ [key]: id }), fits);
      return { ...made, read: () => { made.select.value = page.pick(key, page.chosen[key]); } };
    };
    const choices = [choice("colour", "metrics.colour"), choice("x", "metrics.across"), choice("y", "metrics.up"), choice("metric", "metrics.metric", (info) => info.group === "metrics" || info.kind === "number")];
    const [colour, across, up, metric] = choices;
    const columns = el("button", { type: "button", onclick: () => KT.runs.chooser.open(table, page.ids, (/** @type {string[] | null} */ ids) => KT.state.set({ axes: ids || [] })) }, KT.text("metrics.axes"));
    const only = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", onchange: () => KT.state.set({ only: only.checked ? "picked" : null }) }));
    const clear = /** @type {HTMLButtonElement} */ (el("button", { type: "button", onclick: () => KT.state.set({ ranges: null, filter: null, only: null }, { push: true }) }, KT.text("metrics.look_at_all")));
    const chips = el("ul.chips", { "aria-label": KT.text("metrics.ranges") });
    byId("controls").replaceChildren(columns, colour.label, el("label", null, only, " ", KT.text("metrics.only_picked")), clear);
    byId("scatter-controls").replaceChildren(across.label, button("x"), up.label, button("y"));
    byId("related-controls").replaceChildren(metric.label);
    byId("chips").replaceChildren(chips);

    /** The range of a scatter's column, by keyboard. @param {string} key */
    function button(key) {
      return el("button.quiet", { type: "button", onclick: () => page.dialog(page.pick(key, page.chosen[key]), false) }, KT.text("metrics.range_of_" + key));
    }

    const box = new KT.filter.FilterBox(
      { input: byId("filter"), list: byId("filter-options"), fault: byId("filter-fault") },
      { table: () => table, said: (/** @type {string} */ text) => KT.state.set({ filter: text.trim() || null }) });

    /** @param {any} classes */
    function show(classes) {
      for (const one of choices) one.read();
      only.checked = KT.state.get("only") === "picked";
      clear.disabled = selection.count === table.length && !selection.ranges.size && !KT.state.get("filter") && !only.checked;
      if (byId("filter") !== document.activeElement) box.set(KT.state.get("filter") || "");
      byId("legend").replaceChildren(...entries(classes));
      chips.replaceChildren(...[...selection.ranges].map(([id, range]) => chip(id, range)));
      byId("said").textContent = KT.text("metrics.looked_at", { n: selection.count, of: table.length }) + (table.length > 20000 ? " " + KT.text("metrics.newest_lines", { n: 20000 }) : "");
    }

    /** @param {string} id @param {{ low: string, high: string }} range */
    function chip(id, range) {
      const name = KT.chart.columnName(table, id), axis = selection.axis(id);
      const [low, high] = [range.low, range.high].map((end) => (axis.ordered ? KT.chart.classes.written(table, id, Number(end)) : end));
      return el("li", null, el("span", null, `${name}: ${low === high ? low : KT.text("metrics.range", { low, high })}`),
        el("button", { type: "button", "aria-label": KT.text("metrics.range_drop", { column: name }), onclick: () => selection.set(id, null) }, "×"));
    }

    /** Say what the scatter shows in one line. @param {any} scatter @param {string} x @param {string} y */
    function told(scatter, x, y) {
      const one = KT.chart.correlation.associate("", inside(x), inside(y).map((/** @type {any} */ value) => (typeof value === "number" ? value : null)));
      const words = { x: KT.chart.columnName(table, x), y: KT.chart.columnName(table, y) };
      byId("scatter").setAttribute("aria-label", KT.text("metrics.scatter_of", words));
      const parts = [KT.text("metrics.scatter_drawn", { n: scatter.drawn })];
      if (one.strength === null) parts.push(KT.text("metrics.scatter_" + one.verdict));
      else parts.push(KT.text(one.kind === "rank" ? "metrics.scatter_rank" : "metrics.scatter_groups", { strength: KT.numbers.write(one.strength, ".2f"), n: one.runs, groups: one.values }), KT.text(one.verdict === "clear" ? "metrics.scatter_clear" : "metrics.scatter_chance"));
      byId("scatter-said").textContent = parts.join(" ");
    }

    /** A column's values of the runs looked at. @param {string} id @returns {any[]} */
    function inside(id) {
      const column = table.column(id);
      return selection.rows().map((/** @type {number} */ row) => column[row]);
    }

    return { show, told };
  };
})();
