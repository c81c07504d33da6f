// @ts-check
/** All metrics side by side: one range of runs, chosen on any of them, zooms all in step. */
(function () {
  "use strict";
  const { metrics } = KT;
  const controls = document.getElementById("controls");
  const cards = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".metric-card")]);
  if (!controls || !cards.length) return;

  KT.data.runs().then(begin).catch((/** @type {Error} */ error) => metrics.failed(controls, error));

  /** @param {any} table */
  function begin(table) {
    if (!controls) return;
    const update = metrics.controls.build(controls, table);
    let view = update();
    /** Timelines by their card, made when the card is first seen. @type {Map<Element, any>} */
    const made = new Map();
    /** @type {Set<Element>} */
    const seen = new Set();
    /** @type {Set<Element>} cards whose drawing is older than the view */
    const stale = new Set(cards);
    let waiting = false;

    /** Draw what is seen, a card after the other, never longer than a frame takes. */
    function work() {
      waiting = false;
      const until = performance.now() + 12;
      for (const card of stale) {
        if (!seen.has(card)) continue;
        stale.delete(card);
        if (!made.has(card)) make(card);
        made.get(card)?.show(view);
        if (performance.now() > until) break;
      }
      if ([...stale].some((card) => seen.has(card))) later();
    }

    function later() {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(work);
    }

    /** @param {boolean} [anew] though the view may be the same */
    function redraw(anew = true) {
      const before = view.key;
      view = update();
      if (!anew && view.key === before) return;
      for (const card of cards) stale.add(card);
      later();
    }

    /** @param {Element} card */
    function make(card) {
      const box = /** @type {HTMLElement} */ (card.querySelector(".small-chart"));
      const facts = metrics.facts(card, table);
      if (!facts.info || !facts.series.length) return;
      const name = card.querySelector("h3")?.textContent || facts.info.label;
      box.replaceChildren();
      const timeline = new KT.chart.Timeline(box, { ...facts, small: true, height: 120 });
      made.set(card, timeline);
      const reach = new KT.chart.Reach(timeline, KT.text("metrics.reach", { metric: name }), {
        select: (/** @type {[number, number] | null} */ range) => {
          for (const other of made.values()) {
            other.selected = range;
            other.mark();
          }
        },
        zoom: metrics.controls.zoom,
        open: () => { KT.go(`${box.dataset.page}${location.hash}`); },
      });
      reach.tell();
    }

    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) seen.add(entry.target);
        else seen.delete(entry.target);
      }
      later();
    }, { rootMargin: "200px" });
    for (const card of cards) watcher.observe(card);
    KT.state.onChange(() => redraw(false));
    metrics.keepDrawn(/** @type {HTMLElement} */ (cards[0]), redraw);
    KT.tray.onChange(() => {
      for (const timeline of made.values()) timeline.mark();
    });
  }
})();
