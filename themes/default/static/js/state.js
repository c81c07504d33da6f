// @ts-check
/**
 * The page's state in the hash, so that a link shows what its sender saw, on `file://` too:
 * `#runs=a,b&baseline=a&filter=…`. Values are lists of texts or one text.
 */
(function () {
  "use strict";
  /** @type {Array<() => void>} */
  const listeners = [];

  /** @returns {Map<string, string>} */
  function read() {
    const found = new Map();
    for (const part of location.hash.replace(/^#/, "").split("&")) {
      const at = part.indexOf("=");
      if (at > 0) found.set(decode(part.slice(0, at)), part.slice(at + 1));
    }
    return found;
  }

  /** @param {string} text */
  function decode(text) {
    try {
      return decodeURIComponent(text.replace(/\+/g, "%20"));
    } catch {
      return text;
    }
  }

  /** Spaces and the few marks that a hash may hold stay legible. @param {string} text */
  const encode = (text) => encodeURIComponent(text).replace(/%3A/g, ":").replace(/%2F/g, "/").replace(/%40/g, "@");

  /** @param {string} key @returns {string | null} */
  function get(key) {
    const value = read().get(key);
    return value === undefined ? null : decode(value);
  }

  /** @param {string} key @returns {string[]} */
  function list(key) {
    const value = read().get(key);
    return value ? value.split(",").filter(Boolean).map(decode) : [];
  }

  /** The id of an element that the address points at, or "". */
  function place() {
    const hash = location.hash.replace(/^#/, "");
    return hash.includes("=") ? get("place") || "" : decode(hash);
  }

  /**
   * Change parts of the state. Null and empty lists remove a key.
   * @param {Record<string, string | string[] | null>} changes
   * @param {{ push?: boolean }} [options] push: a step that Back undoes; otherwise it replaces
   */
  function set(changes, options) {
    const state = read();
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value.length === 0) state.delete(key);
      else state.set(key, Array.isArray(value) ? value.map(encode).join(",") : encode(value));
    }
    const hash = [...state].map(([key, value]) => `${encode(key)}=${value}`).join("&");
    if (hash === location.hash.replace(/^#/, "")) return;
    const target = hash ? "#" + hash : location.pathname + location.search;
    if (options && options.push) history.pushState(null, "", target);
    else history.replaceState(null, "", target);
    for (const listener of listeners) listener();
  }

  /** Called after every change of the state, also by Back and Forward. @param {() => void} listener */
  const onChange = (listener) => { listeners.push(listener); };
  const changed = () => { for (const listener of listeners) listener(); };
  addEventListener("hashchange", changed);
  addEventListener("popstate", changed);

  KT.state = { get, list, set, place, onChange };
})();
