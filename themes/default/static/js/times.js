// @ts-check
/** Moments in the reader's zone, with the exact one on hover; durations as people say them. */
(function () {
  "use strict";
  const format = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

  /** @param {number} milliseconds since the epoch */
  const human = (milliseconds) => format.format(new Date(milliseconds));

  /** A `<time>` element. @param {number} milliseconds */
  function element(milliseconds) {
    const exact = new Date(milliseconds).toISOString();
    return KT.el("time", { datetime: exact, title: exact }, human(milliseconds));
  }

  /** Put every moment of the page into the reader's zone. @param {ParentNode} where */
  function localise(where) {
    for (const node of where.querySelectorAll("time[datetime]")) {
      const at = Date.parse(node.getAttribute("datetime") || "");
      if (!Number.isNaN(at)) node.textContent = human(at);
    }
  }

  /** The twin of `duration` in kedro_track/analysis/quantities.py. @param {number | null} seconds */
  function duration(seconds) {
    if (seconds === null || seconds === undefined) return "";
    const all = Math.floor(seconds + 0.5);
    if (all < 60) return (seconds < 10 ? KT.numbers.short(seconds) : all) + " s";
    const minutes = Math.floor(all / 60);
    if (minutes < 60) return `${minutes} min ${all % 60} s`;
    return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }

  KT.times = { human, element, localise, duration };
})();
