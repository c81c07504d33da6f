// @ts-check
/** A report is printed as a whole: its pictures and figures are there before anybody scrolls to them. */
(function () {
  "use strict";
  for (const image of document.querySelectorAll("img[loading]")) image.setAttribute("loading", "eager");
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-figure]"))) {
    if (place.dataset.begun) continue;
    place.dataset.begun = "true";
    KT.figures.show(place, place.dataset.src || "", place.dataset.figure || "")
      .catch((/** @type {Error} */ error) => place.replaceChildren(KT.el("p.warn", null, error.message)));
  }
  const print = document.getElementById("print");
  if (print) print.addEventListener("click", () => window.print());
})();
