// @ts-check
/** Two pictures of one size laid over each other: by a slider, a blend, their difference. */
(function () {
  "use strict";

  /** @param {any} base @param {any} other artifacts @param {string} mode @param {string} what */
  function pair(base, other, mode, what) {
    const images = [base, other].map((artifact) => /** @type {HTMLImageElement} */ (KT.el("img", { src: KT.root + artifact.url, alt: `${what} ${artifact.name}`, draggable: "false" })));
    const said = KT.el("p.note", { role: "status" }, base.digest === other.digest ? KT.text("compare.identical") : "");
    const stack = KT.el(`div.stack.${mode}`, null, ...images);
    const lens = KT.el("div.lens", { tabindex: "0", role: "group", "aria-label": what }, stack);
    const box = KT.el("div.pair", null, lens, mode === "difference" ? "" : range(mode, stack), said);
    new KT.compareStep.Pictures(box);
    Promise.all(images.map((image) => image.decode())).then(() => {
      const [one, two] = images.map((image) => `${image.naturalWidth} × ${image.naturalHeight}`);
      if (one === two) return;
      box.replaceChildren(KT.el("p.warn", null, KT.text("compare.sizes", { a: one, b: two })));
    }, () => undefined);
    return box;
  }

  /** @param {string} mode @param {HTMLElement} stack */
  function range(mode, stack) {
    const input = /** @type {HTMLInputElement} */ (KT.el("input", { type: "range", min: "0", max: "100", value: "50", "aria-label": KT.text(mode === "slider" ? "compare.slide" : "compare.weight") }));
    const apply = () => {
      const top = /** @type {HTMLElement} */ (stack.lastElementChild);
      if (mode === "slider") top.style.clipPath = `inset(0 0 0 ${input.value}%)`;
      else top.style.opacity = String(1 - Number(input.value) / 100);
    };
    input.addEventListener("input", apply);
    apply();
    return KT.el("p.range", null, input);
  }

  KT.comparePictures = { pair };
})();
