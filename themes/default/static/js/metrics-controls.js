// @ts-check
/**
 * What the reader chooses for all timelines of a page, kept in the hash so that a link shows it:
 * `axis=time`, `colour=<column>`, `smooth=0|5|15|51|151`, `log=1`, `from=` and `to=` (run numbers).
 */
(function () {
  "use strict";
  const WINDOWS = ["auto", "0", "5", "15", "51", "151"];
  const { el } = KT;

  /** A whole number of the hash. @param {string} key @returns {number | null} */
  function number(key) {
    const value = Number(KT.state.get(key) ?? NaN);
    return Number.isInteger(value) && value > 0 ? value : null;
  }

  /** The view that the hash tells of. @param {any} table @returns {any} */
  function read(table) {
    const smooth = KT.state.get("smooth") || "auto";
    const [from, to] = [number("from"), number("to")];
    const isRange = from !== null && to !== null && from < to;
    const view = {
      by: KT.state.get("axis") === "time" ? "time" : "number",
      log: KT.state.get("log") === "1",
      smooth: WINDOWS.includes(smooth) && smooth !== "auto" ? Number(smooth) : "auto",
      from: isRange ? from : null, to: isRange ? to : null,
    };
    const found = classes(table, KT.state.get("colour"));
    return { ...view, classes: found, key: JSON.stringify([view, found.column]) };
  }

  /** @type {Map<string | null, any>} */
  const known = new Map();

  /** @param {any} table @param {string | null} column */
  function classes(table, column) {
    if (!known.has(column)) known.set(column, KT.chart.classes.by(table, column));
    return known.get(column);
  }

  /** Zoom to a range of run numbers, or to all; Back undoes it. @param {[number, number] | null} range */
  function zoom(range) {
    KT.state.set({ from: range && String(range[0]), to: range && String(range[1]) }, { push: true });
  }

  /**
   * The controls of a page.
   * @param {HTMLElement} box @param {any} table
   * @param {Array<HTMLElement>} [more] further controls of the page's own
   */
  function build(box, table, more = []) {
    const axis = choice("metrics.axis", [["number", KT.text("metrics.axis_number")], ["time", KT.text("metrics.axis_time")]], (value) => ({ axis: value === "time" ? "time" : null }));
    const smooth = choice("metrics.smooth", WINDOWS.map((n) => [n, n === "auto" ? KT.text("metrics.smooth_auto") : n === "0" ? KT.text("metrics.smooth_none") : KT.text("metrics.smooth_window", { window: n })]), (value) => ({ smooth: value === "auto" ? null : value }));
    const colour = columnChoice(table, "metrics.colour", "metrics.colour_none", (value) => KT.state.set({ colour: value || null }));
    const log = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", onchange: () => KT.state.set({ log: log.checked ? "1" : null }) }));
    const from = rangeInput("metrics.from", table.length), to = rangeInput("metrics.to", table.length);
    const apply = () => {
      const [a, b] = [Math.max(1, Number(from.value) || 1), Math.min(table.length, Number(to.value) || table.length)];
      zoom(a < b && (a > 1 || b < table.length) ? [a, b] : null);
    };
    from.addEventListener("change", apply);
    to.addEventListener("change", apply);
    const all = /** @type {HTMLButtonElement} */ (el("button", { type: "button", onclick: () => zoom(null) }, KT.text("metrics.show_all")));
    const legend = el("ul.legend", { "aria-label": KT.text("metrics.legend") });
    box.replaceChildren(el("div.bar.controls", { role: "group", "aria-label": KT.text("metrics.controls") },
      axis.label, colour.label, smooth.label, el("label", null, log, " ", KT.text("metrics.log")),
      el("span.range", null, el("label", null, KT.text("metrics.runs_from"), " ", from), " ", el("label", null, KT.text("metrics.runs_to"), " ", to)),
      all, ...more), legend);
    return () => {
      const view = read(table);
      axis.select.value = view.by;
      colour.select.value = view.classes.column || "";
      smooth.select.value = String(view.smooth);
      log.checked = view.log;
      from.value = String(view.from ?? 1);
      to.value = String(view.to ?? table.length);
      all.disabled = view.from === null;
      legend.replaceChildren(...entries(view.classes));
      return view;
    };
  }

  /** @param {any} classes @returns {HTMLElement[]} */
  function entries({ classes, column }) {
    if (!column) return [];
    return classes.filter((/** @type {any} */ one) => one.count).map((/** @type {any} */ one) => el("li", null,
      KT.svg("svg.marker", { viewBox: "0 0 16 16", "aria-hidden": "true" }, KT.svg("path", { d: KT.tray.SHAPES[one.shape], fill: `var(${one.colour})` })),
      " ", one.label, " ", el("span.note", null, one.count.toLocaleString("en-US"))));
  }

  /** @param {string} name @param {string[][]} options @param {(value: string) => Record<string, string | null>} change */
  function choice(name, options, change) {
    const select = /** @type {HTMLSelectElement} */ (el("select", { onchange: () => KT.state.set(change(select.value)) }, ...options.map(([value, label]) => el("option", { value }, label))));
    return { select, label: el("label", null, KT.text(name), " ", select) };
  }

  /** @param {string} name @param {number} most */
  const rangeInput = (name, most) => /** @type {HTMLInputElement} */ (el("input.number", { type: "number", min: 1, max: most, step: 1, "aria-label": KT.text(name) }));

  /**
   * A choice among the columns of the table, by their groups.
   * @param {any} table @param {string} name @param {string | null} none what stands for no column
   * @param {(value: string) => void} change @param {(info: any) => boolean} [fits]
   */
  function columnChoice(table, name, none, change, fits = () => true) {
    const groups = ["run", "params", "json", "metrics"].map((group) => {
      const members = [...table.info.values()].filter((info) => info.group === group && !HIDDEN.has(info.id) && fits(info));
      return members.length ? el("optgroup", { label: KT.text("runs.groups_of_columns." + group) }, ...members.map((info) => el("option", { value: info.id }, KT.chart.columnName(table, info.id)))) : null;
    });
    const select = /** @type {HTMLSelectElement} */ (el("select", { onchange: () => change(select.value) }, none && el("option", { value: "" }, KT.text(none)), ...groups));
    return { select, label: el("label", null, KT.text(name), " ", select) };
  }

  /** Columns of which each run has a value of its own. */
  const HIDDEN = new Set(["id", "title", "notes", "command", "error"]);

  KT.metrics = { controls: { build, read, zoom, columnChoice, entries } };
})();
