// @ts-check
/**
 * From a filter's text to its tree.
 *
 * @typedef {{ text: string, position: number, quoted: boolean }} Word
 * @typedef {{ type: "condition", name: Word, operator: string, values: Word[], negated: boolean, start: number, end: number }} Condition
 * @typedef {{ type: "search", text: Word, start: number, end: number }} Search
 * @typedef {{ type: "not", part: Expression, start: number, end: number }} Negation
 * @typedef {{ type: "join", word: "and" | "or", parts: Expression[], start: number, end: number }} Join
 * @typedef {Condition | Search | Negation | Join} Expression
 */
(function () {
  "use strict";
  const { FilterFault, tokenize } = KT.filter;
  const DEEPEST = 60;
  /** @type {Record<string, string>} */
  const NEGATED = { "!=": "=", "!~": "~" };

  class Parser {
    /** @param {any[]} tokens */
    constructor(tokens) {
      this.tokens = tokens;
      this.at = 0;
      this.depth = 0;
    }

    get token() {
      return this.tokens[this.at];
    }

    /** @param {string} word */
    isWord(word) {
      return this.token.kind === "keyword" && this.token.text === word;
    }

    /** @param {string} mark */
    isMark(mark) {
      return this.token.kind === "mark" && this.token.text === mark;
    }

    /** @param {string} word */
    takes(word) {
      const found = this.isWord(word);
      if (found) this.at += 1;
      return found;
    }

    /** @returns {Expression} */
    either() {
      return this.join("or", () => this.join("and", () => this.not()));
    }

    ended() {
      if (this.token.kind === "end") return;
      throw new FilterFault(this.isMark(")") ? "not_opened" : "join_wanted", this.token.start);
    }

    /** @param {"and" | "or"} word @param {() => Expression} part @returns {Expression} */
    join(word, part) {
      const parts = [part()];
      while (this.takes(word)) parts.push(part());
      if (parts.length === 1) return parts[0];
      return { type: "join", word, parts, start: parts[0].start, end: parts[parts.length - 1].end };
    }

    /** @returns {Expression} */
    not() {
      const token = this.token;
      if (this.takes("not")) {
        const part = this.inside(token, () => this.not());
        return { type: "not", part, start: token.start, end: part.end };
      }
      if (!this.isMark("(")) return this.condition();
      this.at += 1;
      const part = this.inside(token, () => this.either());
      if (!this.isMark(")")) {
        const open = this.token.kind === "end";
        throw new FilterFault(open ? "not_closed" : "join_wanted", open ? token.start : this.token.start);
      }
      this.at += 1;
      return part;
    }

    /** @param {any} token @param {() => Expression} part */
    inside(token, part) {
      this.depth += 1;
      if (this.depth > DEEPEST) throw new FilterFault("too_deep", token.start, { n: DEEPEST });
      const found = part();
      this.depth -= 1;
      return found;
    }

    /** @returns {Expression} */
    condition() {
      const token = this.token;
      if (token.kind !== "word" && token.kind !== "text") throw new FilterFault("name_wanted", token.start);
      this.at += 1;
      const name = { text: token.text, position: token.start, quoted: token.kind === "text" };
      const { operator, negated, values } = this.comparison(name);
      const end = this.tokens[this.at - 1].end;
      if (operator === "flag" && name.quoted) return { type: "search", text: name, start: token.start, end };
      return { type: "condition", name, operator, values, negated, start: token.start, end };
    }

    /** @param {Word} name @returns {{ operator: string, negated: boolean, values: Word[] }} */
    comparison(name) {
      const token = this.token;
      if (token.kind === "operator") {
        this.at += 1;
        const negated = Object.hasOwn(NEGATED, token.text);
        return { operator: negated ? NEGATED[token.text] : token.text, negated, values: [this.value(token.text)] };
      }
      if (this.takes("is")) {
        const negated = this.takes("not");
        if (!this.takes("missing")) throw new FilterFault("missing_wanted", this.token.start);
        return { operator: "missing", negated, values: [] };
      }
      const following = this.isWord("not") ? this.tokens[this.at + 1] : token;
      if (following.kind === "keyword" && (following.text === "in" || following.text === "contains")) {
        const negated = this.takes("not");
        this.at += 1;
        return { operator: following.text, negated, values: following.text === "in" ? this.values() : [this.value("contains")] };
      }
      if (this.goesOn()) return { operator: "flag", negated: false, values: [] };
      throw new FilterFault("operator_wanted", token.start, { name: name.text });
    }

    goesOn() {
      return this.token.kind === "end" || this.isMark(")") || this.isWord("and") || this.isWord("or");
    }

    /** @param {string} operator @returns {Word} */
    value(operator) {
      const token = this.token;
      if (token.kind === "keyword") throw new FilterFault("value_keyword", token.start, { text: token.text });
      if (token.kind !== "word" && token.kind !== "text") throw new FilterFault("value_wanted", token.start, { operator });
      this.at += 1;
      return { text: token.text, position: token.start, quoted: token.kind === "text" };
    }

    values() {
      if (!this.isMark("(")) throw new FilterFault("list_wanted", this.token.start);
      const opened = this.token;
      this.at += 1;
      const values = [this.value("in")];
      while (this.isMark(",")) {
        this.at += 1;
        values.push(this.value(","));
      }
      if (this.token.kind === "end") throw new FilterFault("not_closed", opened.start);
      if (!this.isMark(")")) throw new FilterFault("comma_wanted", this.token.start);
      this.at += 1;
      return values;
    }
  }

  /** @param {string} text @returns {Expression | null} null if it says nothing */
  function parse(text) {
    const tokens = tokenize(text);
    if (tokens[0].kind === "end") return null;
    const parser = new Parser(tokens);
    const found = parser.either();
    parser.ended();
    return found;
  }

  KT.filter.parse = parse;
})();
