// @ts-check
/** Inside the frame of a figure that needs `eval`: draws what the page that holds it sends. */
(function () {
  "use strict";
  const { Plotly } = /** @type {any} */ (window);
  Plotly.setPlotConfig({ logging: 0 });
  const box = /** @type {any} */ (document.getElementById("figure"));
  let isMirroring = false;

  /** @param {any} message */
  const tell = (message) => parent.postMessage(message, "*");

  /** @param {any} drawing */
  async function draw({ data, layout, frames, config, paper }) {
    document.body.style.background = paper;
    await Plotly.react(box, { data, layout, frames, config });
    if (box.removeAllListeners) box.removeAllListeners("plotly_relayout");
    box.on("plotly_relayout", (/** @type {any} */ changes) => {
      if (!isMirroring) tell({ type: "relayout", changes: JSON.parse(JSON.stringify(changes)) });
    });
    tell({ type: "drawn" });
  }

  /** @param {any} changes */
  async function relayout(changes) {
    isMirroring = true;
    try {
      await Plotly.relayout(box, changes);
    } finally {
      isMirroring = false;
    }
  }

  addEventListener("message", (event) => {
    if (event.source !== parent) return;
    const message = event.data;
    if (message.type === "draw") draw(message).catch((error) => tell({ type: "failed", why: error.message }));
    else if (message.type === "relayout") relayout(message.changes).catch(() => undefined);
  });
  new ResizeObserver(() => { if (box.data) Plotly.Plots.resize(box); }).observe(box);
  tell({ type: "ready" });
})();
