// @ts-check
/**
 * The one namespace, and how elements are made. Runs before the first paint: it sets the
 * colour scheme that the reader chose, and marks that scripts run.
 */
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  // Where the whole site is one file, its router: apart/single-file.js.
  const single = /** @type {any} */ (window).KTSingle;

  /**
   * Make an element. Strings become text, never markup.
   * @param {string} tag such as `td`, or `td.right` with classes
   * @param {Record<string, any> | null} [attributes] `on…` are listeners; false and null are left out
   * @param {...(Node | string | number | null | undefined | false)} children
   * @returns {HTMLElement}
   */
  function el(tag, attributes, ...children) {
    const [name, ...classes] = tag.split(".");
    const node = document.createElement(name || "div");
    if (classes.length) node.className = classes.join(" ");
    set(node, attributes, children);
    return node;
  }

  /**
   * Make an SVG element, likewise.
   * @param {string} tag
   * @param {Record<string, any> | null} [attributes]
   * @param {...(Node | string | number | null | undefined | false)} children
   * @returns {SVGElement}
   */
  function svg(tag, attributes, ...children) {
    const [name, ...classes] = tag.split(".");
    const node = document.createElementNS("http://www.w3.org/2000/svg", name || "g");
    if (classes.length) node.setAttribute("class", classes.join(" "));
    set(node, attributes, children);
    return node;
  }

  /** @type {(node: Element, attributes: Record<string, any> | null | undefined, children: any[]) => void} */
  function set(node, attributes, children) {
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (key === "href" && /^\s*(javascript|data|vbscript):/i.test(String(value))) continue;
      else if (single && single.set(node, key, String(value))) continue;
      else node.setAttribute(key, value === true ? "" : String(value));
    }
    for (const child of children) {
      if (child === null || child === undefined || child === false) continue;
      node.append(child instanceof Node ? child : String(child));
    }
  }

  /**
   * Run a script of the site: data, figures, Plotly.
   * @param {string} url relative to the root @returns {Promise<void>}
   */
  function load(url) {
    if (single) return single.load(url);
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = (root.dataset.root || "") + url;
      script.onload = () => { script.remove(); resolve(); };
      script.onerror = () => reject(new Error(KT.text("shell.data_missing", { file: url })));
      document.head.append(script);
    });
  }

  /** Go to a page of the site. @param {string} address as a link on this page has it */
  function go(address) {
    if (single) single.go(address);
    else location.href = address;
  }

  /** Read from the browser's store; a browser that refuses is one without it. @param {string} key */
  function remembered(key) {
    try {
      return localStorage.getItem("kedro-track:" + key);
    } catch {
      return null;
    }
  }

  /** @param {string} key @param {string | null} value */
  function remember(key, value) {
    try {
      if (value === null) localStorage.removeItem("kedro-track:" + key);
      else localStorage.setItem("kedro-track:" + key, value);
    } catch {
      /* a cache only */
    }
  }

  const theme = remembered("theme");
  if (theme === "dark" || theme === "light") root.dataset.theme = theme;

  /** @type {any} */ (window).KT = {
    el, svg, load, go, remember, remembered,
    /** Whether the whole site is one file, which carries neither sealed pages nor WebGL. */
    isSingle: Boolean(single),
    /** Path from this page to the site's root: "" or "../". */
    root: root.dataset.root || "",
    family: root.dataset.family || "",
  };
})();
