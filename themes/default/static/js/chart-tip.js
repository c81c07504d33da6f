// @ts-check
/** What is said of one point of a timeline: beside it on the picture, and as a line of text. */
(function () {
  "use strict";

  /** The change against the baseline, or null where that can't be said. @param {any} timeline @param {number} value */
  function change(timeline, value) {
    const level = timeline.levels.find((/** @type {any} */ one) => one.name === "baseline");
    if (!level || !Number.isFinite(value) || !Number.isFinite(level.value)) return null;
    if (KT.numbers.same(value, level.value)) return { said: KT.text("metrics.tip_same"), better: null };
    const delta = value - level.value, { direction, format } = timeline.facts.info;
    const better = !direction || direction === "none" ? null : delta > 0 === (direction === "higher");
    const ratio = level.value ? ` (${KT.numbers.ratio(delta / Math.abs(level.value))})` : "";
    const word = better === null ? "metrics.tip_apart" : better ? "metrics.tip_better" : "metrics.tip_worse";
    return { said: KT.text(word, { delta: KT.numbers.delta(delta, format || null) + ratio }), better };
  }

  /** @param {any} timeline @param {number} at @returns {string} */
  function line(timeline, at) {
    const { series, table } = timeline.facts;
    const value = series.values[at], row = series.rows[at];
    const against = change(timeline, value);
    return [`${row + 1}. ${table.name(row)}`, timeline.written(value), against && against.said].filter(Boolean).join(", ");
  }

  /** @param {HTMLElement} tip @param {any} timeline @param {number} at */
  function show(tip, timeline, at) {
    const { series, table } = timeline.facts;
    const row = series.rows[at], value = series.values[at];
    const against = change(timeline, value);
    const { classes, codes, column } = timeline.view.classes;
    const when = table.value("when", row), id = table.value("id", row), branch = table.value("branch", row);
    tip.replaceChildren(
      KT.el("a.tip-run", { href: KT.root + table.page(row), tabindex: "-1", title: id }, `${row + 1}. ${table.name(row)}`),
      KT.el("div.tip-value", null, timeline.written(value)),
      against ? KT.el("div" + (against.better === null ? "" : against.better ? ".better" : ".worse"), null, against.said) : "",
      when !== null && table.value("title", row) ? KT.el("div.note", null, KT.times.human(when)) : "",
      KT.el("div.note", null, [branch, KT.text("runs.status." + table.value("status", row))].filter(Boolean).join(" · ")),
      column && column !== "branch" && column !== "status" ? KT.el("div.note", null, `${KT.chart.columnName(table, column)}: ${classes[codes[row]].label}`) : "",
      KT.el("div.note", null, KT.text(KT.tray.has(id) ? "metrics.tip_unpick" : "metrics.tip_keys")),
    );
    tip.hidden = false;
    put(tip, timeline, at);
  }

  /** Beside the point, on the side where there is room. @param {HTMLElement} tip @param {any} timeline @param {number} at */
  function put(tip, timeline, at) {
    const { xs, ys, first, rail } = timeline.scene;
    const width = timeline.box.clientWidth, x = xs[at - first];
    const y = Number.isNaN(ys[at - first]) ? rail : ys[at - first];
    const left = x + 14 + tip.offsetWidth > width ? Math.max(0, x - 14 - tip.offsetWidth) : x + 14;
    tip.style.left = left + "px";
    tip.style.top = Math.max(0, y - tip.offsetHeight - 6) + "px";
  }

  /** What a column is called. @param {any} table @param {string} id @returns {string} */
  KT.chart.columnName = (table, id) => {
    const info = table.info.get(id);
    return info && info.group !== "run" ? info.label : KT.text("runs.columns." + id);
  };
  KT.chart.tip = { show, line };
})();
