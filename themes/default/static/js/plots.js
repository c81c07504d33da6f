// @ts-check
/**
 * One plot through its versions: a scrubber and a film strip, oldest to newest; the link says
 * which is shown (`version=`). The page holds all of them, for those without scripts.
 */
(function () {
  "use strict";
  // A figure takes a while to draw: not while a reader hurries past it.
  const PATIENCE = 80;
  const MOST_DRAWN = 4;
  const frames = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#frames .frame")].reverse());
  const last = frames.length - 1;
  const film = document.getElementById("film");
  if (!film || last < 1) return;
  /** Those that hold figures, the latest shown last. @type {HTMLElement[]} */
  const drawn = [];
  let shown = -1, patience = 0;

  /** Runs that saved it, newest first. @param {HTMLElement} frame @returns {string[]} */
  const runsOf = (frame) => [...frame.querySelectorAll("[data-pick]")].map((box) => /** @type {HTMLElement} */ (box).dataset.pick || "");
  const times = frames.map((frame) => { const time = frame.querySelector(".of time"); return time ? time.textContent : ""; });
  /** @param {number} at */
  const nameOf = (at) => { const link = frames[at].querySelector(".of .run"); return (link && link.textContent) || frames[at].dataset.name || ""; };

  /** A small picture of a version. @param {HTMLElement} frame */
  function picture(frame) {
    const found = /** @type {HTMLElement | null} */ (frame.querySelector("img, [data-figure]"));
    if (found instanceof HTMLImageElement) return KT.el("img", { src: found.getAttribute("src"), alt: "", loading: "lazy", decoding: "async" });
    if (found) return KT.el("div.figure", { "data-figure": found.dataset.figure, "data-src": found.dataset.src, "data-thumb": "", "data-fit": "" });
    return KT.el("span.note", null, frame.querySelector("figcaption .what")?.textContent);
  }

  const range = /** @type {HTMLInputElement} */ (KT.el("input", { type: "range", min: "0", max: String(last), "aria-label": KT.text("plots.scrub"), oninput: () => show(Number(range.value)) }));
  const said = KT.el("span.note", { role: "status" });
  const thumbs = frames.map((frame, at) => KT.el("button.quiet.thumb", { type: "button", "aria-label": nameOf(at), title: [nameOf(at), times[at]].filter(Boolean).join(", "), onclick: () => show(at) },
    KT.el("span.picture", { "aria-hidden": "true" }, picture(frame)), KT.el("span.name", { "aria-hidden": "true" }, nameOf(at))));
  const strip = KT.el("div.strip", { role: "group", "aria-label": KT.text("plots.strip"), onkeydown: (/** @type {KeyboardEvent} */ event) => {
    const to = { ArrowLeft: shown - 1, ArrowRight: shown + 1, Home: 0, End: last }[event.key];
    if (to === undefined || !frames[to]) return;
    event.preventDefault();
    show(to);
    thumbs[to].focus();
  } }, ...thumbs);
  /** @param {string} key @param {number} step @param {string} letter */
  function button(key, step, letter) {
    const act = () => { if (frames[shown + step]) show(shown + step); };
    KT.keys.add(letter, KT.text("plots." + key), act);
    return KT.el("button", { type: "button", onclick: act }, KT.text("plots." + key));
  }
  const earlier = button("earlier", -1, "k"), later = button("later", 1, "j");

  /** @param {number} at */
  function show(at) {
    if (at === shown) return;
    const isFirst = shown < 0;
    shown = at;
    range.value = String(at);
    range.setAttribute("aria-valuetext", nameOf(at));
    said.textContent = KT.text("plots.place", { n: at + 1, all: frames.length });
    /** @type {HTMLButtonElement} */ (earlier).disabled = at === 0;
    /** @type {HTMLButtonElement} */ (later).disabled = at === last;
    thumbs.forEach((thumb, n) => {
      thumb.tabIndex = n === at ? 0 : -1;
      thumb.toggleAttribute("aria-current", n === at);
    });
    const { offsetLeft, offsetWidth } = thumbs[at];
    strip.scrollLeft = offsetLeft - (strip.clientWidth - offsetWidth) / 2;
    KT.state.set({ version: at === last ? null : runsOf(frames[at])[0] });
    clearTimeout(patience);
    if (frames[at].querySelector("[data-figure]") && !isFirst) patience = window.setTimeout(reveal, PATIENCE);
    else reveal();
  }

  function reveal() {
    frames.forEach((frame, at) => { frame.hidden = at !== shown; });
    const frame = frames[shown];
    if (!frame.querySelector("[data-figure]")) return;
    if (drawn.includes(frame)) drawn.splice(drawn.indexOf(frame), 1);
    drawn.push(frame);
    while (drawn.length > MOST_DRAWN) forget(/** @type {HTMLElement} */ (drawn.shift()));
    KT.artifacts.watch(frame);
  }

  /** Many figures at once are a burden: the oldest are drawn again when they are wanted. @param {HTMLElement} frame */
  function forget(frame) {
    for (const box of /** @type {NodeListOf<HTMLElement>} */ (frame.querySelectorAll("[data-figure]"))) {
      KT.figures.release(box);
      delete box.dataset.begun;
    }
  }

  /** The version that the link names; else the newest. */
  function follow() {
    const wanted = KT.state.get("version");
    const at = wanted ? frames.findIndex((frame) => runsOf(frame).includes(wanted)) : last;
    show(at < 0 ? last : at);
  }

  film.append(KT.el("div.scrub", null, earlier, range, later, said), strip);
  KT.state.onChange(follow);
  follow();
  KT.artifacts.watch(film);
})();
