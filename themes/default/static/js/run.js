// @ts-check
/**
 * A run's page is complete without this. It adds what can't be written beforehand: the link
 * to today's baseline, and keys to the neighbouring runs.
 */
(function () {
  "use strict";
  const today = /** @type {HTMLElement | null} */ (document.querySelector("[data-today]"));

  /** @param {string} id */
  const encoded = (id) => encodeURIComponent(id);

  /** The page says how things stood when the run was made; today's baseline may be another. */
  async function compareWithToday() {
    if (!today) return;
    const run = today.dataset.today || "";
    const baseline = (await KT.data.index()).baseline;
    if (!baseline || baseline === today.dataset.then) return;
    if (baseline === run) today.append(KT.text("run.is_baseline"));
    else {
      const href = `${KT.root}compare.html#runs=${encoded(baseline)},${encoded(run)}&baseline=${encoded(baseline)}`;
      today.append(KT.el("a", { href, title: baseline }, KT.text("run.today")));
    }
    today.hidden = false;
  }

  /** What a key clicks; an older run's is there only once it is drawn. @param {string} key @param {string} word @param {string} what */
  function click(key, word, what) {
    KT.keys.add(key, KT.text(word), () => /** @type {HTMLElement | null} */ (document.querySelector(what))?.click());
  }
  if (document.querySelector(".pager")) {
    click("k", "run.key_earlier", '.pager a[rel="prev"]');
    click("j", "run.key_later", '.pager a[rel="next"]');
    click("x", "run.key_pick", ".actions input[data-pick]");
  }

  // Nothing that is read at once waits for it.
  const later = window.requestIdleCallback || ((/** @type {() => void} */ run) => setTimeout(run, 200));
  later(() => { compareWithToday().catch(() => undefined); });
})();
