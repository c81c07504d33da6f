// @ts-check
/**
 * The router of a site that is one file. The file holds every page and all that pages load, in
 * compressed bundles; this shows the page that the hash names (`#page=runs.html&filter=…`) by
 * writing it anew, so that its scripts find what they find on a site of many files. The hash
 * stays the pages' own state beside that one word.
 *
 * A page's styles and scripts stand in it as they are, and the policy of the file names each by
 * its digest: nothing else runs. Data is handed to the page as the text that it is.
 *
 * @typedef {[bundle: number, start: number, length: number]} Place
 * @typedef {{ files: Record<string, Place>, images: Record<string, string>, words: Record<string, string>, first: string }} Index
 */
(function () {
  "use strict";
  const OUTSIDE = /^([a-z][a-z0-9+.-]*:|\/\/)/i;
  const CODE = /^static\/.*\.js$/;
  const BASE = "https://inside.invalid/";
  /** Where texts of the file begin; kept although the document is written anew. @type {Map<string, Node | null>} */
  const held = new Map();
  for (const element of document.querySelectorAll('script[type="text/plain"]')) held.set(element.id, element.firstChild);
  /** @type {Map<number | string, Promise<Uint8Array>>} */
  const bundles = new Map();
  /** @type {Map<string, number>} */
  const heights = new Map();
  /** @type {Index} */
  let index;
  let shown = "";
  let hash = "";
  let isStep = false;

  /** @param {number | string} name */
  const content = (name) => /** @type {Text} */ (held.get(String(name))).data.trim();

  /** @param {number | string} name @returns {Promise<Uint8Array>} */
  function bundle(name) {
    let found = bundles.get(name);
    if (!found) {
      const packed = Uint8Array.from(atob(content(name)), (letter) => letter.charCodeAt(0));
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
      found = new Response(stream).arrayBuffer().then((buffer) => new Uint8Array(buffer));
      bundles.set(name, found);
    }
    return found;
  }

  /** @param {string} url @returns {Promise<Uint8Array>} */
  async function bytes(url) {
    if (!Object.hasOwn(index.files, url)) throw new Error(`${index.words.missing} (${url})`);
    const [name, start, length] = index.files[url];
    return (await bundle(name)).subarray(start, start + length);
  }

  /** @param {string} url */
  const text = async (url) => new TextDecoder().decode(await bytes(url));

  /** An address of the site as a page has it, from the site's root. @param {string} address */
  function inside(address) {
    const { pathname } = new URL(address, BASE + shown);
    try {
      return decodeURIComponent(pathname.slice(1));
    } catch {
      return pathname.slice(1);
    }
  }

  /** @param {string} url @param {string} rest what the address has after its `#` */
  function hashOf(url, rest) {
    const kept = rest.includes("=") ? rest.split("&").filter((part) => part && !/^(page|place)=/.test(part)) : rest ? [`place=${rest}`] : [];
    return "#" + [`page=${encodeURIComponent(url).replace(/%2F/g, "/")}`, ...kept].join("&");
  }

  /** The link to a page or a place, or null if the address is none of the site. @param {string} address */
  function href(address) {
    if (OUTSIDE.test(address)) return null;
    const [path, ...rest] = address.split("#");
    const url = path ? inside(path) : shown;
    return url.endsWith(".html") ? hashOf(url, rest.join("#")) : null;
  }

  /** @param {string} key */
  function said(key) {
    const part = location.hash.replace(/^#/, "").split("&").find((one) => one.startsWith(key + "="));
    return part ? decodeURIComponent(part.slice(key.length + 1)) : "";
  }

  /**
   * What an attribute means in one file; false where it means what it always does.
   * @param {Element} node @param {string} key @param {string} value
   */
  function set(node, key, value) {
    if (key === "src" && node.localName === "img") return image(node, value);
    if (key !== "href" || node.localName !== "a") return false;
    const link = href(value);
    const isFile = !link && !OUTSIDE.test(value) && Object.hasOwn(index.files, inside(value));
    if (isFile) /** @type {HTMLElement} */ (node).dataset.carried = inside(value);
    if (link || isFile) node.setAttribute("href", link || hashOf(shown, ""));
    return Boolean(link || isFile);
  }

  /** @param {Element} node @param {string} value */
  function image(node, value) {
    const url = inside(value);
    if (OUTSIDE.test(value) || !Object.hasOwn(index.images, url)) return false;
    node.setAttribute(node.localName === "img" ? "src" : "href", content(index.images[url]));
    return true;
  }

  /** Run a script of the site, or hand over the data that it holds. @param {string} url */
  async function load(url) {
    const from = inside("/" + url);
    // What lives on from another page, such as Plotly.
    if (/\/plotly-[^/]*$/.test(from) && "Plotly" in window) return;
    const found = await text(from);
    if (CODE.test(from)) {
      const script = document.createElement("script");
      script.textContent = found;
      document.head.append(script);
      return;
    }
    const [receiver, name, ...json] = found.split("\n");
    const take = receiver.split(".").reduce((/** @type {any} */ at, key) => at[key], window);
    take(name, json.join("\n"));
  }

  /** Make a page whole: with its styles, scripts and images inside it. @param {Document} page */
  async function dress(page) {
    for (const element of page.querySelectorAll("meta[http-equiv]")) element.remove();
    for (const element of page.querySelectorAll('link[rel="icon"]')) image(element, element.getAttribute("href") || "");
    const outer = [...page.querySelectorAll('link[rel="stylesheet"], script[src]')];
    await Promise.all(outer.map(async (element) => {
      const isStyle = element.localName === "link";
      const made = page.createElement(isStyle ? "style" : "script");
      if (element.id) made.id = element.id;
      if (element.className) made.className = element.className;
      made.textContent = await text(inside(element.getAttribute(isStyle ? "href" : "src") || ""));
      element.replaceWith(made);
    }));
    for (const element of page.querySelectorAll("img[src]")) set(element, "src", element.getAttribute("src") || "");
    for (const element of page.querySelectorAll("a[href]")) set(element, "href", element.getAttribute("href") || "");
    for (const element of page.querySelectorAll("iframe[src]")) {
      const note = page.createElement("p");
      note.textContent = index.words.frame;
      element.replaceWith(note);
    }
    return "<!doctype html>\n" + page.documentElement.outerHTML;
  }

  /** @param {string} url @param {boolean} isBack */
  async function show(url, isBack) {
    const wanted = shown = Object.hasOwn(index.files, url) ? url : "404.html";
    const found = await dress(new DOMParser().parseFromString(await text(shown), "text/html"));
    if (shown !== wanted) return;
    // Opening the document takes the listeners of the page before off the window.
    document.open();
    listen();
    document.write(found);
    document.close();
    hash = location.hash;
    scrollTo(0, isBack ? heights.get(hash) || 0 : 0);
    if (!isBack || !heights.has(hash)) toPlace();
  }

  function toPlace() {
    const place = said("place");
    const element = place && document.getElementById(place);
    if (element) element.scrollIntoView();
  }

  /** @param {Event} event */
  function move(event) {
    const url = said("page") || index.first;
    const isBack = !isStep;
    isStep = false;
    if (url === shown) {
      if (hash !== location.hash) toPlace();
      hash = location.hash;
      return;
    }
    event.stopImmediatePropagation();
    show(url, isBack).catch(fail);
  }

  /** @param {MouseEvent} event */
  function click(event) {
    const link = /** @type {Element} */ (event.target).closest("a[href]");
    if (!link) return;
    const carried = /** @type {HTMLElement} */ (link).dataset.carried;
    if (carried) {
      event.preventDefault();
      save(carried, link.getAttribute("download") || carried.replace(/^.*\//, "")).catch(fail);
    } else if ((link.getAttribute("href") || "").startsWith("#")) {
      leave();
    } else if (set(link, "href", link.getAttribute("href") || "")) {
      leave();
    }
  }

  function leave() {
    heights.set(location.hash, scrollY);
    isStep = true;
    setTimeout(() => { isStep = false; }, 500);
  }

  /** @param {string} url @param {string} name */
  async function save(url, name) {
    const content = /** @type {Uint8Array<ArrayBuffer>} */ (await bytes(url));
    const address = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }

  /** @param {string} address */
  function go(address) {
    const link = href(address);
    if (!link) return;
    leave();
    location.hash = link;
  }

  function listen() {
    addEventListener("popstate", move);
    addEventListener("hashchange", move);
    addEventListener("scroll", () => { if ((said("page") || index.first) === shown) heights.set(location.hash, scrollY); }, { passive: true });
    // After the pages' own listeners, which add what is picked to a link.
    addEventListener("click", click);
  }

  /** @param {unknown} error */
  function fail(error) {
    const said = document.createElement("p");
    said.setAttribute("role", "alert");
    said.textContent = String(error instanceof Error ? error.message : error);
    document.body.prepend(said);
  }

  async function start() {
    index = JSON.parse(new TextDecoder().decode(await bundle("index")));
    history.scrollRestoration = "manual";
    await show(said("page") || index.first, false);
  }

  /** @type {any} */ (window).KTSingle = { set, load, go };
  start().catch(fail);
})();
