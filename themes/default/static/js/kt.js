// @ts-check
/**
 * The one namespace, and how elements are made. Runs before the first paint: it sets the
 * colour scheme that the reader chose, and marks that scripts run.
 */
(function () {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");

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
      else node.setAttribute(key, value === true ? "" : String(value));
    }
    for (const child of children) {
      if (child === null || child === undefined || child === false) continue;
      node.append(child instanceof Node ? child : String(child));
    }
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
    el, svg, remember, remembered,
    /** Path from this page to the site's root: "" or "../". */
    root: root.dataset.root || "",
    family: root.dataset.family || "",
  };
})();
