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

  /** @param {string} key @param {string} word @param {string} rel */
  function follow(key, word, rel) {
    const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector(`.pager a[rel="${rel}"]`));
    if (link) KT.keys.add(key, KT.text(word), () => link.click());
  }
  follow("k", "run.key_earlier", "prev");
  follow("j", "run.key_later", "next");

  const pick = /** @type {HTMLInputElement | null} */ (document.querySelector(".actions input[data-pick]"));
  if (pick) KT.keys.add("x", KT.text("run.key_pick"), () => pick.click());

  // Nothing that is read at once waits for it.
  const later = window.requestIdleCallback || ((/** @type {() => void} */ run) => setTimeout(run, 200));
  later(() => { compareWithToday().catch(() => undefined); });
})();
