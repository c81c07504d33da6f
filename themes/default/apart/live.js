// @ts-check
/**
 * A page that `kedro track serve` serves, and only there: it hears when the site was built anew
 * and, if it is another page now, shows itself again as the reader left it. What is picked and
 * filtered stands in the hash; where the page was scrolled to, what was open and what was typed
 * is kept over the reload.
 *
 * @typedef {[selector: string, place: number]} Mark an element: the n-th of its kind
 * @typedef {{ scrolled: Array<[Mark, number, number]>, folds: Array<[Mark, boolean]>, typed: Array<[Mark, string]>, focus: Mark | null, caret: [number, number] | null }} Kept
 */
(function () {
  "use strict";
  // A page without the site's scripts, such as that for what is missing.
  if (!(/** @type {any} */ (window).KT)) return;
  const own = /** @type {HTMLScriptElement} */ (document.currentScript);
  const facts = JSON.parse(own.dataset.live || "{}");
  KT.text.add("live", facts.words);
  const page = decodeURIComponent(location.pathname.slice(1)) || "index.html";
  const KEY = "kedro-track:kept:" + location.pathname;
  const TYPED = 'input[type="text"], input[type="search"], input:not([type])';
  const PATIENCE = 5000;
  const PAUSE = 1500;
  let isEditing = false;
  let isStale = false;
  /** Where to go when this page is no more, since the reader did away with it. @type {string | null} */
  let next = null;
  let lastKey = 0;
  /** @type {HTMLElement | null} */
  let notice = null;

  /** @param {Element} element @returns {Mark} */
  function mark(element) {
    const selector = element.id ? `#${CSS.escape(element.id)}` : [element.localName, ...[...element.classList].map((name) => "." + CSS.escape(name))].join("");
    return [selector, [...document.querySelectorAll(selector)].indexOf(element)];
  }

  /** @param {Mark} of @returns {HTMLElement | undefined} */
  const marked = ([selector, place]) => /** @type {HTMLElement | undefined} */ (document.querySelectorAll(selector)[place]);

  /** @returns {Kept} */
  function kept() {
    const all = [document.documentElement, ...document.querySelectorAll("body *")];
    const focus = document.activeElement;
    const isField = focus instanceof HTMLInputElement && focus.matches(TYPED);
    return {
      scrolled: all.filter((element) => element.scrollTop || element.scrollLeft).map((element) => [mark(element), element.scrollTop, element.scrollLeft]),
      folds: [...document.querySelectorAll("details")].map((element) => [mark(element), element.open]),
      typed: [...document.querySelectorAll(TYPED)].map((element) => [mark(element), /** @type {HTMLInputElement} */ (element).value]),
      focus: focus && focus !== document.body ? mark(focus) : null,
      caret: isField ? [focus.selectionStart || 0, focus.selectionEnd || 0] : null,
    };
  }

  /** @param {Kept} from */
  function restore(from) {
    for (const [of, isOpen] of from.folds) {
      const element = marked(of);
      if (element instanceof HTMLDetailsElement) element.open = isOpen;
    }
    for (const [of, value] of from.typed) {
      const field = marked(of);
      if (!(field instanceof HTMLInputElement) || field.value === value) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const focused = from.focus && marked(from.focus);
    if (focused) focused.focus({ preventScroll: true });
    if (focused instanceof HTMLInputElement && from.caret) focused.setSelectionRange(...from.caret);
    scrollAgain(from.scrolled, performance.now() + PATIENCE);
  }

  /**
   * What is scrolled may not be there yet, or not be long enough: its data is loading.
   * @param {Kept["scrolled"]} left @param {number} end
   */
  function scrollAgain(left, end) {
    const still = left.filter(([of, top, aside]) => {
      const element = marked(of);
      if (!element) return true;
      element.scrollTop = top;
      element.scrollLeft = aside;
      return Math.abs(element.scrollTop - top) > 1 || Math.abs(element.scrollLeft - aside) > 1;
    });
    if (still.length && performance.now() < end && !lastKey) setTimeout(() => scrollAgain(still, end), 50);
  }

  function again() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept()));
    } catch {
      /* a reload that forgets is better than none */
    }
    location.reload();
  }

  const isBusy = () => isEditing || Boolean(document.querySelector("dialog[open]")) || performance.now() - lastKey < PAUSE && lastKey > 0;

  /** Something is new: shown at once, unless the reader is amid something. */
  function renew() {
    isStale = true;
    if (!isBusy()) return again();
    if (isEditing || document.querySelector("dialog[open]")) say(KT.text("live.news"), KT.text("live.show"), again);
    setTimeout(() => { if (isStale && !isBusy()) again(); }, PAUSE);
  }

  /** @param {string} words @param {string} [label] @param {() => void} [act] */
  function say(words, label, act) {
    if (notice) notice.remove();
    notice = KT.el("div.live-note", { role: "status" }, KT.el("span", null, words),
      label && KT.el("button", { type: "button", onclick: act }, label));
    document.body.append(/** @type {HTMLElement} */ (notice));
  }

  /** Whether the page shows what is not in itself but in the data. */
  const hasData = () => performance.getEntriesByType("resource").some((entry) => new URL(entry.name).pathname === "/data/index.js");

  async function check() {
    const answer = await fetch(`/-/page?page=${encodeURIComponent(page)}`);
    const { digest, data } = await answer.json();
    if (digest === facts.digest && (data === facts.data || !hasData())) return;
    if (digest === null && next) location.href = next;
    else if (digest === null) say(KT.text("live.gone"), KT.text("live.runs"), () => { location.href = "/runs.html"; });
    else renew();
  }

  const lines = new EventSource("/-/events");
  let isLost = false;
  lines.addEventListener("built", () => {
    if (notice && !isStale) { notice.remove(); notice = null; }
    check().catch(() => undefined);
  });
  lines.addEventListener("failed", (event) => {
    say(KT.text("live.failed", { why: JSON.parse(event.data).why }));
  });
  lines.addEventListener("error", () => {
    if (!isLost) say(KT.text("live.lost"));
    isLost = true;
  });
  lines.addEventListener("open", () => {
    // Another server than before: its pages have another token.
    if (isLost) renew();
  });
  addEventListener("pagehide", () => lines.close());
  addEventListener("keydown", () => { lastKey = performance.now(); }, true);
  addEventListener("wheel", () => { lastKey = performance.now(); }, { capture: true, passive: true });
  document.addEventListener("close", () => { if (isStale) renew(); }, true);

  const before = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (before) restore(JSON.parse(before));

  KT.live = {
    token: facts.token, say,
    /**
     * Go there once the site is built without this page: sooner its files are on the move.
     * @param {string} where
     */
    leave: (where) => {
      next = where;
      check().catch(() => undefined);
    },
    /** @param {boolean} on whether the reader is amid an edit */
    editing: (on) => {
      isEditing = on;
      if (!on && isStale) renew();
    },
  };
})();
