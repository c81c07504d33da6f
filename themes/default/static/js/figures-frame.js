// @ts-check
/**
 * Figures that need `eval`, drawn in a frame that has it: fast scatters, parallel coordinates.
 * The frame's side is `figure-frame.js`. Over http the frame has no origin; on `file://` no page
 * shares one with another, and a frame without one could not load its scripts.
 */
(function () {
  "use strict";
  const URL = "static/figures/frame.html";
  /** @type {WeakMap<MessageEventSource, (message: any) => void>} */
  const listeners = new WeakMap();
  addEventListener("message", (event) => {
    const listener = event.source && listeners.get(event.source);
    if (listener && event.data && typeof event.data === "object") listener(event.data);
  });

  /**
   * @param {HTMLElement} container @param {string} title @param {(changes: any) => void} onRelayout
   * @returns {{ draw: (drawing: any) => Promise<void>, relayout: (changes: any) => void, image: () => void, remove: () => void }}
   */
  function open(container, title, onRelayout) {
    const frame = /** @type {HTMLIFrameElement} */ (KT.el("iframe.figure-frame", { title }));
    if (location.protocol !== "file:") frame.setAttribute("sandbox", "allow-scripts allow-downloads");
    frame.src = KT.root + URL;
    /** @type {(value: void) => void} */
    let isReady = () => undefined;
    const ready = new Promise((resolve) => { isReady = resolve; });
    /** @type {{ resolve: () => void, reject: (error: Error) => void } | null} */
    let waiting = null;
    container.append(frame);
    const inside = /** @type {Window} */ (frame.contentWindow);
    listeners.set(inside, (message) => {
      if (message.type === "ready") isReady();
      else if (message.type === "drawn" && waiting) waiting.resolve();
      else if (message.type === "failed" && waiting) waiting.reject(new Error(String(message.why)));
      else if (message.type === "relayout") onRelayout(message.changes);
    });
    /** @param {any} message */
    const tell = (message) => { inside.postMessage(message, "*"); };
    return {
      draw: (drawing) => ready.then(() => new Promise((resolve, reject) => {
        waiting = { resolve: () => resolve(undefined), reject };
        tell({ type: "draw", ...drawing });
      })),
      relayout: (changes) => tell({ type: "relayout", changes }),
      image: () => tell({ type: "image" }),
      remove: () => frame.remove(),
    };
  }

  KT.figureFrame = { open };
})();
