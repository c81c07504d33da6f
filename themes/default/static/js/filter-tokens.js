// @ts-check
/**
 * The filter language in the browser: the twin of `kedro_track/analysis/filter/`, module by
 * module, held to the same vectors (`tests/vectors/filter.json`). What each part means is
 * said there. This file: a filter's text in tokens, and what is wrong with it.
 *
 * @typedef {{ kind: "word" | "text" | "operator" | "mark" | "keyword" | "end", text: string, start: number, end: number }} Token
 */
(function () {
  "use strict";
  const LONGEST = 20000;
  const KEYWORDS = new Set(["and", "or", "not", "in", "contains", "is", "missing"]);
  const SPACE = " \t\n\r\u00a0";
  const QUOTES = "\"'";
  const MARKS = "(),";
  const SIGNS = "=<>!~";
  const STOPS = SPACE + QUOTES + MARKS + SIGNS;
  /** @type {Record<string, string>} */
  const OPERATORS = { "=": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "!=": "!=", "~": "~", "!~": "!~", "==": "=", "<>": "!=" };

  /** What is wrong with a filter, and at which character. */
  class FilterFault extends Error {
    /** @param {string} key of the strings `filter.errors` @param {number} position @param {Record<string, any>} [values] */
    constructor(key, position, values) {
      super(KT.text("filter.errors." + key, values));
      this.key = key;
      this.position = position;
    }
  }

  /** @param {string} text @returns {Token[]} the last one is the end */
  function tokenize(text) {
    if (text.length > LONGEST) throw new FilterFault("too_long", LONGEST, { n: LONGEST });
    const tokens = [];
    for (let at = 0; at < text.length;) {
      if (SPACE.includes(text[at])) {
        at += 1;
        continue;
      }
      const token = next(text, at);
      tokens.push(token);
      at = token.end;
    }
    tokens.push(make("end", "", text.length, text.length));
    return tokens;
  }

  /** @param {Token["kind"]} kind @param {string} text @param {number} start @param {number} end @returns {Token} */
  const make = (kind, text, start, end) => ({ kind, text, start, end });

  /** @param {string} text @param {number} at */
  function next(text, at) {
    if (MARKS.includes(text[at])) return make("mark", text[at], at, at + 1);
    return SIGNS.includes(text[at]) ? operator(text, at) : word(text, at);
  }

  /** @param {string} text @param {number} at */
  function operator(text, at) {
    for (const length of [2, 1]) {
      const said = text.slice(at, at + length);
      if (Object.hasOwn(OPERATORS, said)) return make("operator", OPERATORS[said], at, at + length);
    }
    throw new FilterFault("sign", at, { text: text[at] });
  }

  /** @param {string} text @param {number} start */
  function word(text, start) {
    const parts = [];
    let quotes = 0;
    let at = start;
    for (let goesOn = true; goesOn;) {
      if (QUOTES.includes(text[at])) {
        const end = quoteEnd(text, at);
        const quote = text[at];
        parts.push(text.slice(at + 1, end).replaceAll(quote + quote, quote));
        quotes += 1;
        at = end + 1;
        goesOn = text[at] === ".";
      } else {
        const end = bareEnd(text, at);
        parts.push(text.slice(at, end));
        at = end;
        goesOn = text[at - 1] === "." && at < text.length && QUOTES.includes(text[at]);
      }
    }
    const said = parts.join("");
    if (quotes) return make(parts.length === 1 ? "text" : "word", said, start, at);
    const lower = said.toLowerCase();
    return KEYWORDS.has(lower) ? make("keyword", lower, start, at) : make("word", said, start, at);
  }

  /** @param {string} text @param {number} at */
  function bareEnd(text, at) {
    while (at < text.length && !STOPS.includes(text[at])) at += 1;
    return at;
  }

  /** The place of the closing quote. @param {string} text @param {number} start */
  function quoteEnd(text, start) {
    for (let at = start + 1; ;) {
      const end = text.indexOf(text[start], at);
      if (end < 0) throw new FilterFault("quote_open", start);
      if (text[end + 1] !== text[start]) return end;
      at = end + 2;
    }
  }

  /** A name or a value as it must be written to be read back. @param {string} text */
  function quoted(text) {
    const plain = text !== "" && ![...text].some((sign) => STOPS.includes(sign)) && !KEYWORDS.has(text.toLowerCase());
    return plain ? text : `"${text.replaceAll('"', '""')}"`;
  }

  KT.filter = { FilterFault, tokenize, quoted, KEYWORDS };
})();
