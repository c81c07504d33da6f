// @ts-check
/**
 * What the page of a comparison shows, as its link has it: `runs`, their `order` where it was
 * changed, `baseline`, `only`, `filter`, `fold`, `open`, `plot`, `mode`, `with`. The first run is
 * the baseline where none is named; it always stands first. A run's colour goes by `runs`.
 */
(function () {
  "use strict";
  const NAMES = ["started", "dirty", "node", "environment", "seconds", "modified"];

  /** @returns {string[]} ids in the order of the columns */
  function order() {
    const picked = KT.tray.picked();
    const first = KT.state.get("baseline");
    const wanted = picked.includes(first) ? [first] : [];
    return [...new Set([...wanted, ...KT.state.list("order"), ...picked])].filter((id) => picked.includes(id));
  }

  /** @param {string} key @param {string} value @param {boolean} on */
  function toggle(key, value, on) {
    const others = KT.state.list(key).filter((/** @type {string} */ one) => one !== value);
    KT.state.set({ [key]: on ? [...others, value] : others });
  }

  /** Put a run into another's place; on the baseline's it becomes the baseline. @param {string} id @param {number} to */
  function place(id, to) {
    const columns = order().filter((one) => one !== id);
    if (to < 0 || to > columns.length) return;
    columns.splice(to, 0, id);
    KT.state.set({ order: columns, baseline: columns[0] }, { push: true });
  }

  /** @param {string} id */
  function remove(id) {
    const left = order().filter((other) => other !== id);
    const isMoved = KT.state.get("order") !== null;
    KT.tray.set(KT.tray.picked().filter((/** @type {string} */ other) => other !== id), { push: true });
    KT.state.set({ order: isMoved ? left : null, ...(KT.state.get("baseline") === id ? { baseline: null } : {}) });
  }

  /** The theme's words for what a comparison says. */
  function words() {
    /** @param {string} family @param {string[]} keys */
    const all = (family, keys) => Object.fromEntries(keys.map((key) => [key, KT.text(`compare.${family}${key}`)]));
    return { groups: all("groups.", KT.comparison.GROUPS), names: all("names.", NAMES), ...all("", ["baseline", "better", "worse", "unknown"]) };
  }

  KT.compareView = {
    order, place, remove, words, toggle,
    /** @param {string} id */
    pin: (id) => KT.state.set({ baseline: id }, { push: true }),
    only: () => KT.state.get("only") === "1",
    filter: () => KT.state.get("filter") || "",
  };
})();
