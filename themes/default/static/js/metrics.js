// @ts-check
/** A metric's timeline: runs that are picked stand out in their colour. */
(function () {
  "use strict";
  function mark() {
    for (const link of document.querySelectorAll(".timeline a[data-run]")) {
      const slot = KT.tray.slot(link.getAttribute("data-run") || "");
      link.setAttribute("class", slot < 0 ? "" : `picked run-${slot}`);
    }
  }
  KT.tray.onChange(mark);
  mark();
})();
