// @ts-check
/** The page of one metric: the drawing of the build gives way to one that can be looked into. */
(function () {
  "use strict";
  const { el, metrics } = KT;
  const controls = document.getElementById("controls");
  const holder = document.getElementById("timeline");
  const drawn = /** @type {HTMLElement | null} */ (holder && holder.querySelector(".static-chart"));
  if (!controls || !holder || !drawn) return;

  KT.data.runs().then(begin).catch((/** @type {Error} */ error) => metrics.failed(controls, error));

  /** @param {any} table */
  function begin(table) {
    if (!controls || !holder || !drawn) return;
    const facts = metrics.facts(holder, table);
    if (!facts.info || !facts.series.length) return;
    const heading = document.querySelector("h1")?.textContent || facts.info.label;
    const box = el("div"), strip = el("div"), said = el("p.note", { role: "status" });
    drawn.before(box, strip, said);
    drawn.classList.add("replaced");
    const timeline = new KT.chart.Timeline(box, { ...facts, small: false, height: innerWidth < 640 ? 240 : 340 });
    const plotly = el("button", { type: "button", onclick: () => explore(timeline, heading) }, KT.text("metrics.plotly"));
    const update = metrics.controls.build(controls, table, [plotly]);
    const reach = new KT.chart.Reach(timeline, KT.text("metrics.reach", { metric: heading }), {
      select: (/** @type {[number, number] | null} */ range) => {
        timeline.selected = range;
        timeline.mark();
      },
      zoom: metrics.controls.zoom,
    });
    const navigator = new KT.chart.Navigator(strip, timeline, {
      slide: (/** @type {[number, number] | null} */ range) => timeline.show({ from: range && range[0], to: range && range[1], window: timeline.scene.window }),
      rest: (/** @type {[number, number] | null} */ range) => {
        last = "";
        metrics.controls.zoom(range);
        draw(false);
      },
    });
    strip.hidden = facts.series.length < 10;
    const values = new metrics.Values(/** @type {HTMLElement} */ (document.getElementById("values")), timeline, heading);
    let last = "", pending = 0;
    const draw = (/** @type {boolean} */ anew = true) => {
      const view = update();
      // A run that is picked changes the hash too, but not what is drawn.
      if (!anew && view.key === last) return;
      last = view.key;
      timeline.show({ ...view, window: undefined });
      reach.tell();
      said.textContent = unfit(timeline);
      cancelAnimationFrame(pending);
      // What stands beneath can wait until the picture is there.
      pending = requestAnimationFrame(() => setTimeout(() => {
        if (!strip.hidden) navigator.draw();
        values.draw();
      }));
    };
    draw();
    KT.state.onChange(() => draw(false));
    metrics.keepDrawn(box, draw);
    KT.tray.onChange(() => timeline.mark());
  }

  /** What can't be drawn in this view. @param {any} timeline @returns {string} */
  function unfit(timeline) {
    const { odd, first, end } = timeline.scene;
    const below = odd.filter((/** @type {any} */ one) => one.kind === "unfit").length;
    let undated = 0;
    if (timeline.view.by === "time") for (let at = first; at < end; at += 1) undated += Number(Number.isNaN(timeline.facts.series.times[at]));
    return [below && KT.text("metrics.not_positive", { n: below }), undated && KT.text("metrics.undated", { n: undated })].filter(Boolean).join(" ");
  }

  /** @param {any} timeline @param {string} heading */
  function explore(timeline, heading) {
    const { figure, shown, of } = KT.chart.plotly.figure(timeline, heading);
    const box = el("div.figure.plotly-box");
    const dialog = /** @type {HTMLDialogElement} */ (el("dialog.wide", { "aria-label": KT.text("metrics.plotly") },
      el("form", { method: "dialog" }, el("button", null, KT.text("shell.close"))),
      shown < of ? el("p.note", null, KT.text("metrics.plotly_part", { n: shown, of })) : null, box));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    KT.figures.showFigure(box, figure).catch((/** @type {Error} */ error) => box.replaceChildren(el("p.warn", null, error.message)));
  }
})();
