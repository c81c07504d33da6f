// @ts-check
/** The theme's strings. `KT.text("shell.copy")`, `KT.text("runs.count", { n: 3 })`. */
(function () {
  "use strict";
  /** @type {any} */
  let strings = {};

  /**
   * @param {string} path dotted
   * @param {Record<string, any>} [values] fill `{names}`; `n` chooses between `one` and `other`
   * @returns {string}
   */
  function text(path, values) {
    let found = path.split(".").reduce((at, key) => (at == null ? at : at[key]), strings);
    if (found && typeof found === "object") found = values && values.n === 1 ? found.one : found.other;
    if (typeof found !== "string") throw new Error("The theme has no string " + path);
    return found.replace(/\{(\w+)\}/g, (all, name) => {
      const value = values ? values[name] : undefined;
      if (value === undefined) return all;
      return typeof value === "number" ? value.toLocaleString("en-US") : String(value);
    });
  }

  /** @param {any} received */
  text.receive = (received) => { strings = received; };
  /** Further strings, under one name. @param {string} name @param {any} more */
  text.add = (name, more) => { strings[name] = more; };
  KT.text = text;
})();
