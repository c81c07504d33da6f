// @ts-check
/**
 * What can come next in a filter: names, comparisons, values that there are, and words.
 *
 * @typedef {{ insert: string, label: string, note: string }} FilterOption
 * @typedef {{ from: number, to: number, options: FilterOption[] }} Completion the options replace the text from … to
 */
(function () {
  "use strict";
  const { FilterFault, Names, STATUSES, tokenize, quoted } = KT.filter;
  const MOST = 50;
  const ORDER = ["<", "<=", ">", ">=", "=", "!="];
  /** @type {Record<string, string[]>} */
  const OPERATORS = {
    number: [...ORDER, "is missing", "is not missing"],
    time: [...ORDER, "is missing"],
    text: ["=", "!=", "contains", "~", "in (", "is missing", "is not missing"],
    list: ["=", "!=", "contains", "~", "in (", "is missing"],
    flag: ["= yes", "= no", "is missing"],
    mixed: [...ORDER, "contains", "~", "in (", "is missing"],
  };
  const MOMENTS = ["today", "yesterday", "7d", "30d"];

  /** @param {any} table @param {string} text @param {number} caret @returns {Completion} */
  function complete(table, text, caret) {
    const { tokens, partial, from } = split(text.slice(0, caret));
    const { mode, name } = follow(tokens);
    const said = partial.replace(/["']/g, "").toLowerCase();
    const options = offered(table, mode, name).filter((option) => matches(option, said));
    // What begins so before what merely holds it.
    const begins = (/** @type {FilterOption} */ option) => Number(!option.label.toLowerCase().startsWith(said));
    options.sort((a, b) => begins(a) - begins(b));
    return { from, to: caret, options: options.slice(0, MOST) };
  }

  /** @param {FilterOption} option @param {string} said */
  const matches = (option, said) => option.label.toLowerCase().includes(said) || option.insert.toLowerCase().replace(/"/g, "").includes(said);

  /** The tokens before the caret, and the one that is being written. @param {string} text */
  function split(text) {
    try {
      const tokens = tokenize(text).slice(0, -1);
      const last = tokens[tokens.length - 1];
      const isOpen = last && last.end === text.length && ["word", "keyword", "text"].includes(last.kind);
      return isOpen ? { tokens: tokens.slice(0, -1), partial: text.slice(last.start), from: last.start } : { tokens, partial: "", from: text.length };
    } catch (error) {
      if (!(error instanceof FilterFault) || /** @type {any} */ (error).key !== "quote_open") return { tokens: [], partial: "\n", from: text.length };
      // An open quote, which may belong to a name before it.
      const start = text.slice(0, /** @type {any} */ (error).position).search(/[^\s(),=<>!~]*$/);
      return { tokens: tokenize(text.slice(0, start)).slice(0, -1), partial: text.slice(start), from: start };
    }
  }

  /** What may come after some tokens, and the name that it belongs to. @param {any[]} tokens */
  function follow(tokens) {
    let mode = "name";
    let name = null;
    for (const token of tokens) {
      if (mode === "name" && (token.kind === "word" || token.kind === "text")) name = token;
      mode = next(mode, token);
    }
    return { mode, name };
  }

  /** @param {string} mode @param {any} token */
  function next(mode, token) {
    const { kind, text } = token;
    const isValue = kind === "word" || kind === "text";
    if (text === "and" || text === "or") return "name";
    if (mode === "name") return isValue ? "operator" : "name";
    if (mode === "operator" && kind === "operator") return "value";
    if (text === "contains") return "value";
    if (text === "in" && kind === "keyword") return "list";
    if (text === "is") return "missing";
    if (text === "not") return mode === "missing" ? "missing" : "operator";
    if (mode === "list" || mode === "more") return isValue || text === ")" ? (text === ")" ? "join" : "more") : "item";
    return mode === "item" ? "more" : "join";
  }

  /** @param {any} table @param {string} mode @param {any} name @returns {FilterOption[]} */
  function offered(table, mode, name) {
    if (mode === "name") return [...names(table), ...words(["not", "("])];
    if (mode === "join") return words(["and", "or"]);
    if (mode === "missing") return words(["missing", "not missing"]);
    if (mode === "list") return words(["("]);
    if (mode === "more") return words([")"]);
    const field = fieldOf(table, name);
    if (mode === "operator") return words([...(field ? OPERATORS[field.kind] : ["=", "<", ">"]), "and", "or"]);
    return field ? values(table, field) : [];
  }

  /** @param {any} table @param {any} name */
  function fieldOf(table, name) {
    try {
      return name && new Names(table).find({ text: name.text, position: 0 }, false);
    } catch {
      return null;
    }
  }

  /** @param {any} table @returns {FilterOption[]} */
  function names(table) {
    const known = new Names(table);
    const infos = [...table.info.values()];
    return [
      ...infos.filter((info) => info.group === "run").map((info) => option(info.id, info.id, KT.text("runs.columns." + info.id))),
      ...STATUSES.map((/** @type {string} */ status) => option(status, status, KT.text("filter.status"))),
      ...infos.filter((info) => info.group !== "run").map((info) => option(shortest(known, info), info.id, KT.text("filter.groups." + info.group))),
    ];
  }

  /** The label of a metric where that is enough to name it; otherwise the name in full. @param {any} known @param {any} info */
  function shortest(known, info) {
    const short = info.group === "metrics" ? `metrics.${info.label}` : info.id;
    for (const name of [short, info.id]) {
      const found = known.matching(name, false);
      if (found.length === 1 && found[0].name === info.id) return quotedName(name);
    }
    return quotedName(info.id);
  }

  /** `params."learning rate"`. @param {string} name */
  function quotedName(name) {
    const at = name.indexOf(".");
    const rest = quoted(name.slice(at + 1));
    return at < 0 || !rest.startsWith('"') ? name : name.slice(0, at + 1) + rest;
  }

  /** @param {any} table @param {any} field @returns {FilterOption[]} */
  function values(table, field) {
    if (field.kind === "time") return words(MOMENTS);
    if (field.kind === "flag") return words(["yes", "no"]);
    if (field.kind === "number" || !table.info.has(field.name)) return [];
    const found = new Set(table.typed(field.name).words.flat());
    return [...found].map((value) => option(quoted(String(value)), String(value), ""));
  }

  /** @param {string} insert @param {string} label @param {string} note @returns {FilterOption} */
  const option = (insert, label, note) => ({ insert: insert.endsWith("(") ? insert : insert + " ", label, note });

  /** @param {string[]} list */
  const words = (list) => list.map((word) => option(word, word, ""));

  KT.filter.complete = complete;
})();
