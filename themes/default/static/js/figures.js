// @ts-check
/**
 * Users' Plotly figures. Plotly itself is written once into the site and loaded once, when the
 * first figure comes into view. A figure is a script that calls `KT.figures.receive`.
 *
 *     <div class="figure" data-figure="<digest>" data-src="files/…/<digest>.js"></div>
 *
 * @typedef {object} Options
 * @property {(figure: any) => any} [change] makes another figure of it
 * @property {boolean} [fit] as high as its box, whatever height the figure asks for
 * @property {boolean} [thumb] a picture only: no axes, no tools
 * @property {string} [title] what it is, for those who do not see it and for its file's name
 *
 * @typedef {object} Handle
 * @property {HTMLElement} element
 * @property {(changes: any) => void} relayout
 * @property {(listener: (changes: any) => void) => void} onRelayout what a reader zoomed or turned
 *
 * A box that was drawn because it came into view says so: `kt:drawn`, with its handle.
 */
(function () {
  "use strict";
  /** @type {Map<string, { promise: Promise<any>, resolve: (figure: any) => void }>} */
  const figures = new Map();
  /** What is drawn, and how it was asked for. @type {Map<HTMLElement, { again: () => Promise<any>, remove: () => void, gone: () => void }>} */
  const drawn = new Map();
  /** @type {Promise<any> | null} */
  let engine = null;

  /** Plotly, loaded once. @returns {Promise<any>} */
  function plotly() {
    engine = engine || /** @type {Promise<any>} */ (KT.load(document.documentElement.dataset.plotly || "")).then(() => {
      const { Plotly } = /** @type {any} */ (window);
      // What it thinks of a user's figure is nothing for the console.
      Plotly.setPlotConfig({ logging: 0 });
      return Plotly;
    });
    return engine;
  }

  /** @param {string} digest */
  function slot(digest) {
    let found = figures.get(digest);
    if (!found) {
      /** @type {(figure: any) => void} */
      let resolve = () => undefined;
      const promise = new Promise((done) => { resolve = done; });
      found = { promise, resolve };
      figures.set(digest, found);
    }
    return found;
  }

  /** Called by a figure's script. @param {string} digest @param {string} json */
  function receive(digest, json) {
    slot(digest).resolve(JSON.parse(json));
  }

  /** A figure: data, layout, frames; or what is wrong with it. @param {string} url relative to the root @param {string} digest @returns {Promise<any>} */
  function load(url, digest) {
    const isKnown = figures.has(digest);
    const { promise } = slot(digest);
    return isKnown ? promise : KT.load(url).then(() => promise);
  }

  /**
   * Draw a figure.
   * @param {HTMLElement} container @param {string} url relative to the root @param {string} digest
   * @param {Options} [options] @returns {Promise<Handle>}
   */
  async function show(container, url, digest, options = {}) {
    const figure = await load(url, digest);
    if (figure.problem) throw new Error(KT.text("plots.no_figure", { problem: figure.problem }));
    return showFigure(container, options.change ? options.change(figure) : figure, options);
  }

  /** Draw a figure that a script made. @param {HTMLElement} container @param {any} figure @param {Options} [options] @returns {Promise<Handle>} */
  function showFigure(container, figure, options = {}) {
    if (KT.figureLook.isMap(figure)) return Promise.reject(new Error(KT.text("plots.map")));
    release(container);
    container.replaceChildren();
    if (!options.fit && !options.thumb) container.style.height = height(figure);
    if (options.title) container.setAttribute("role", "group");
    if (options.title) container.setAttribute("aria-label", options.title);
    if (KT.isSingle && KT.figureLook.isFramed(figure)) return Promise.reject(new Error(KT.text("shell.single_figure")));
    return KT.figureLook.isFramed(figure) ? framed(container, figure, options) : direct(container, figure, options);
  }

  /** As high as its maker set it, within what a page bears. @param {any} figure */
  function height(figure) {
    const wanted = figure.layout && Number(figure.layout.height);
    return wanted > 0 ? `${Math.min(1600, Math.max(200, wanted))}px` : "";
  }

  /** @param {Options} options */
  const config = (options) => ({
    displaylogo: false, showLink: false, plotlyServerURL: "", showSendToCloud: false, staticPlot: Boolean(options.thumb),
    toImageButtonOptions: { filename: (options.title || "figure").replace(/[^\w.-]+/g, "-").slice(0, 80) },
  });

  /** @param {HTMLElement} container @param {any} figure @param {Options} options @returns {Promise<Handle>} */
  async function direct(container, figure, options) {
    const Plotly = await plotly();
    const box = /** @type {any} */ (KT.el("div.figure-box"));
    container.append(box);
    let isMirroring = false;
    const draw = async () => {
      const wanted = KT.figureLook.dressed(structuredClone(isOld(Plotly) ? KT.figureLook.decoded(figure) : figure), { ...options, width: container.clientWidth });
      await Plotly.react(box, { ...wanted, config: config(options) });
    };
    await draw();
    const sized = new ResizeObserver(() => { if (box.isConnected && box.clientWidth) Plotly.Plots.resize(box); });
    sized.observe(container);
    drawn.set(container, { again: draw, remove: () => { sized.disconnect(); Plotly.purge(box); box.remove(); }, gone: () => sized.disconnect() });
    container.dataset.drawn = "true";
    return {
      element: container,
      relayout: (changes) => {
        isMirroring = true;
        Promise.resolve(Plotly.relayout(box, changes)).catch(() => undefined).then(() => { isMirroring = false; });
      },
      onRelayout: (listener) => box.on("plotly_relayout", (/** @type {any} */ changes) => { if (!isMirroring) listener(changes); }),
    };
  }

  /** Plotly reads the arrays of its newer Python side from 2.35 on. @param {any} Plotly */
  function isOld(Plotly) {
    const [major, minor] = String(Plotly.version).split(".").map(Number);
    return major < 2 || (major === 2 && minor < 35);
  }

  /** @param {HTMLElement} container @param {any} figure @param {Options} options @returns {Promise<Handle>} */
  async function framed(container, figure, options) {
    /** @type {Array<(changes: any) => void>} */
    const listeners = [];
    const frame = KT.figureFrame.open(container, options.title || "", (/** @type {any} */ changes) => { for (const listener of listeners) listener(changes); });
    const draw = () => {
      const wanted = KT.figureLook.dressed(KT.figureLook.decoded(figure), { ...options, width: container.clientWidth });
      const paper = wanted.layout.paper_bgcolor || wanted.layout.template.layout.paper_bgcolor || "";
      return frame.draw({ ...wanted, config: config(options), paper });
    };
    drawn.set(container, { again: draw, remove: frame.remove, gone: () => undefined });
    await draw();
    container.dataset.drawn = "true";
    return { element: container, relayout: frame.relayout, onRelayout: (listener) => { listeners.push(listener); } };
  }

  /** Take back what was drawn into an element. @param {HTMLElement} container */
  function release(container) {
    const found = drawn.get(container);
    if (!found) return;
    drawn.delete(container);
    found.remove();
    delete container.dataset.drawn;
  }

  /** Say in a figure's place why it is not drawn. @param {HTMLElement} container @param {Error} error */
  function fail(container, error) {
    release(container);
    container.classList.add("failed");
    container.replaceChildren(KT.el("p.warn", null, error.message));
  }

  /** @param {HTMLElement} box */
  function begin(box) {
    if (box.dataset.begun) return;
    box.dataset.begun = "true";
    box.append(KT.el("p.waiting", null, KT.text("shell.loading")));
    show(box, box.dataset.src || "", box.dataset.figure || "", { title: box.dataset.title, fit: "fit" in box.dataset, thumb: "thumb" in box.dataset })
      .then((handle) => box.dispatchEvent(new CustomEvent("kt:drawn", { bubbles: true, detail: handle })))
      .catch((error) => fail(box, error));
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watcher.unobserve(entry.target);
      begin(/** @type {HTMLElement} */ (entry.target));
    }
  }, { rootMargin: "200px" });

  /** Draw the figures inside an element when they come into view. @param {ParentNode} where */
  function watch(where) {
    for (const element of where.querySelectorAll("[data-figure]")) watcher.observe(element);
  }

  addEventListener("kt:theme", () => {
    for (const [container, one] of drawn) {
      if (container.isConnected) one.again().catch(() => undefined);
      else { one.gone(); drawn.delete(container); }
    }
  });

  KT.figures = { receive, load, show, showFigure, release, fail, watch };
  watch(document);
})();
