// @ts-check
/**
 * Users' Plotly figures. Plotly itself is written once into the site and loaded once, when the
 * first figure comes into view. A figure is a script that calls `KT.figures.receive`.
 *
 *     <div class="figure" data-figure="<digest>" data-src="files/…/<digest>.js"></div>
 */
(function () {
  "use strict";
  /** @type {Map<string, { promise: Promise<any>, resolve: (figure: any) => void }>} */
  const figures = new Map();
  /** @type {Promise<any> | null} */
  let engine = null;

  /** @param {string} url relative to the root @returns {Promise<void>} */
  function script(url) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = KT.root + url;
      element.onload = () => resolve();
      element.onerror = () => reject(new Error(KT.text("shell.data_missing", { file: url })));
      document.head.append(element);
    });
  }

  /** Plotly, loaded once. @returns {Promise<any>} */
  function plotly() {
    if (!engine) {
      const url = document.documentElement.dataset.plotly || "";
      engine = script(url).then(() => /** @type {any} */ (window).Plotly);
    }
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

  /** A figure's data and layout. @param {string} url relative to the root @param {string} digest @returns {Promise<any>} */
  function load(url, digest) {
    const known = figures.has(digest);
    const { promise } = slot(digest);
    return known ? promise : script(url).then(() => promise);
  }

  /** The page's colours, where the figure leaves them open. @param {any} layout */
  function themed(layout) {
    const style = getComputedStyle(document.documentElement);
    /** @param {string} name */
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = { gridcolor: colour("--rule"), linecolor: colour("--rule-2"), zerolinecolor: colour("--rule-2") };
    const own = Object.assign({}, layout, { autosize: true });
    delete own.width;
    delete own.height;
    const dark = document.documentElement.dataset.theme === "dark" ||
      (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    own.font = Object.assign({ family: getComputedStyle(document.body).fontFamily, size: 12 }, layout.font, dark ? { color: colour("--ink") } : null);
    own.paper_bgcolor = dark ? colour("--paper") : layout.paper_bgcolor || colour("--paper");
    if (dark) {
      own.plot_bgcolor = colour("--paper-2");
      for (const name of Object.keys(Object.assign({ xaxis: 1, yaxis: 1 }, layout))) {
        if (/^[xy]axis\d*$/.test(name)) own[name] = Object.assign({}, layout[name], axis);
      }
    }
    return own;
  }

  /**
   * Draw a figure.
   * @param {HTMLElement} container @param {string} url relative to the root @param {string} digest
   * @param {{ change?: (figure: any) => any }} [options] change: makes another figure of it
   * @returns {Promise<any>} the element that Plotly drew into
   */
  async function show(container, url, digest, options) {
    const [engineLoaded, figure] = await Promise.all([plotly(), load(url, digest)]);
    const wanted = options && options.change ? options.change(figure) : figure;
    return draw(container, engineLoaded, wanted);
  }

  /** Draw a figure that a script made. @param {HTMLElement} container @param {any} figure */
  async function showFigure(container, figure) {
    return draw(container, await plotly(), figure);
  }

  /** @param {HTMLElement} container @param {any} engineLoaded @param {any} figure */
  async function draw(container, engineLoaded, figure) {
    for (const child of [...container.children]) if (!child.matches(".js-plotly-plot")) child.remove();
    const copy = structuredClone(figure);
    const config = { responsive: true, displaylogo: false, showLink: false, plotlyServerURL: "" };
    await engineLoaded.react(container, copy.data || [], themed(copy.layout || {}), config);
    container.dataset.drawn = "true";
    return container;
  }

  /** @param {Element} element */
  function begin(element) {
    const box = /** @type {HTMLElement} */ (element);
    if (box.dataset.begun) return;
    box.dataset.begun = "true";
    show(box, box.dataset.src || "", box.dataset.figure || "").catch((error) => {
      box.replaceChildren(KT.el("p.warn", null, error.message));
    });
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watcher.unobserve(entry.target);
      begin(entry.target);
    }
  }, { rootMargin: "200px" });

  /** Watch for figures inside an element. @param {ParentNode} where */
  function watch(where) {
    for (const element of where.querySelectorAll("[data-figure]")) watcher.observe(element);
  }

  /** Show a picture or a figure as large as the window. @param {string} title @param {Array<{ name: string, form: string, url: string, digest: string }>} artifacts */
  function expand(title, artifacts) {
    const close = KT.el("button", { type: "button" }, KT.text("shell.close"));
    const parts = artifacts.map((artifact) => KT.el("figure", null,
      KT.el("figcaption", null, artifact.name),
      artifact.form === "figure"
        ? KT.el("div.figure", { "data-figure": artifact.digest, "data-src": artifact.url })
        : KT.el("img", { src: KT.root + artifact.url, alt: artifact.name })));
    const dialog = /** @type {HTMLDialogElement} */ (KT.el("dialog.figure-dialog", { "aria-label": title }, close, KT.el("h3", null, title), ...parts));
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    for (const element of dialog.querySelectorAll("[data-figure]")) begin(element);
  }

  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-expand]");
    const box = button && button.closest("figure");
    if (!box) return;
    const figure = /** @type {HTMLElement | null} */ (box.querySelector("[data-figure]"));
    const image = box.querySelector("img");
    const title = (box.querySelector("figcaption .what") || box.querySelector("figcaption") || box).textContent || "";
    const url = figure ? figure.dataset.src || "" : image ? (image.getAttribute("src") || "").slice(KT.root.length) : "";
    expand(title.trim(), [{ name: "", form: figure ? "figure" : "image", url, digest: (figure && figure.dataset.figure) || "" }]);
  });

  addEventListener("kt:theme", () => {
    for (const element of document.querySelectorAll('[data-figure][data-drawn="true"]')) {
      const box = /** @type {HTMLElement} */ (element);
      show(box, box.dataset.src || "", box.dataset.figure || "").catch(() => undefined);
    }
  });

  KT.figures = { receive, load, show, showFigure, watch, expand };
  watch(document);
})();
