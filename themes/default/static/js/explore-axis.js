// @ts-check
/** The dialog of one axis: its range by keyboard, its scale, its place among the others. */
(function () {
  "use strict";
  const { el } = KT;

  /**
   * @param {any} selection @param {string} id of the column
   * @param {{ ids: string[], change: (ids: string[]) => void } | null} axes null where the order is not to be changed
   */
  function open(selection, id, axes) {
    const axis = selection.axis(id), name = KT.chart.columnName(selection.table, id);
    const range = selection.ranges.get(id);
    const [low, high] = axis.ordered ? numbers(axis, range) : words(axis, range);
    const log = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox" }));
    log.checked = axis.log;
    const dialog = /** @type {HTMLDialogElement} */ (el("dialog.axis-dialog", { "aria-labelledby": "axis-title" },
      el("h3", { id: "axis-title" }, name), el("p.note", null, id),
      el("p.bar", null, el("label", null, KT.text("metrics.range_from"), " ", low), el("label", null, KT.text("metrics.range_to"), " ", high)),
      axis.ordered && selection.table.kind(id) === "number" ? el("p", null, el("label", null, log, " ", KT.text("metrics.log"))) : null,
      axes ? el("p.bar", null, move(-1), move(1), el("button", { type: "button", onclick: () => { axes.change(axes.ids.filter((other) => other !== id)); dialog.close(); } }, KT.text("metrics.axis_remove"))) : null,
      el("form.bar", { method: "dialog" }, el("button", { type: "button", onclick: clear }, KT.text("metrics.range_clear")), el("span.grow"), el("button.primary", null, KT.text("metrics.done")))));

    /** @param {number} by */
    function move(by) {
      const at = axes ? axes.ids.indexOf(id) : 0, to = at + by;
      return el("button", { type: "button", disabled: !axes || to < 0 || to >= axes.ids.length, onclick: () => {
        if (!axes) return;
        const ids = [...axes.ids];
        [ids[at], ids[to]] = [ids[to], ids[at]];
        axes.change(ids);
        dialog.close();
      } }, KT.text(by < 0 ? "metrics.axis_left" : "metrics.axis_right"));
    }

    function apply() {
      const values = [low.value, high.value];
      const isOpen = values[0] === "" && values[1] === "";
      const ends = axis.ordered ? [values[0] === "" ? String(axis.back(0)) : values[0], values[1] === "" ? String(axis.back(1)) : values[1]] : values;
      selection.set(id, isOpen || (axis.ordered && ends.some((end) => Number.isNaN(Number(end)))) ? null : { low: ends[0], high: ends[1] });
    }

    function clear() {
      low.value = high.value = "";
      selection.set(id, null);
    }

    for (const input of [low, high]) input.addEventListener("change", apply);
    log.addEventListener("change", () => {
      const others = KT.state.list("log").filter((/** @type {string} */ other) => other !== id);
      KT.state.set({ log: log.checked ? [...others, id] : others });
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  /** @param {any} axis @param {{ low: string, high: string } | undefined} range @returns {HTMLInputElement[]} */
  function numbers(axis, range) {
    return [range && range.low, range && range.high].map((value, at) => /** @type {HTMLInputElement} */ (el("input", { type: "number", step: "any", value: value ?? "", placeholder: KT.numbers.write(axis.back(at)) })));
  }

  /** @param {any} axis @param {{ low: string, high: string } | undefined} range @returns {HTMLSelectElement[]} */
  function words(axis, range) {
    return [range && range.low, range && range.high].map((value) => {
      const select = /** @type {HTMLSelectElement} */ (el("select", null, el("option", { value: "" }, "–"), ...axis.words.map((/** @type {string} */ word) => el("option", { value: word }, word))));
      select.value = value ?? "";
      return select;
    });
  }

  KT.explore.axis = { open };
})();
