// @ts-check
/** From what stands on the page to a timeline that can be looked into. */
(function () {
  "use strict";

  /**
   * The facts of a metric's timeline, its change points read from the drawing that is there.
   * @param {Element} holder with `data-metric` and perhaps `data-baseline`, the number of its run @param {any} table
   */
  function facts(holder, table) {
    const metric = holder.getAttribute("data-metric") || "";
    const turns = [...holder.querySelectorAll("g.turn")].map((turn) => ({
      row: Number(turn.getAttribute("data-number")) - 1, kind: turn.getAttribute("data-kind") || "other",
      before: Number(turn.getAttribute("data-before")), after: Number(turn.getAttribute("data-after")),
    }));
    return {
      table, info: table.info.get("metrics." + metric), series: KT.chart.series.of(table, metric),
      turns, baseline: Number(holder.getAttribute("data-baseline") || 0) - 1,
    };
  }

  /** Draw again when what is drawn depends on something else: the theme, the width. @param {HTMLElement} box @param {() => void} draw */
  function keepDrawn(box, draw) {
    let width = box.clientWidth;
    new ResizeObserver(() => {
      if (box.clientWidth === width || !box.clientWidth) return;
      width = box.clientWidth;
      draw();
    }).observe(box);
    addEventListener("kt:theme", draw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  }

  /** Say that the data is missing, where the controls would be. @param {HTMLElement | null} box @param {Error} error */
  function failed(box, error) {
    if (box) box.replaceChildren(KT.el("p.warn", { role: "alert" }, error.message));
  }

  Object.assign(KT.metrics, { facts, keepDrawn, failed });
})();
