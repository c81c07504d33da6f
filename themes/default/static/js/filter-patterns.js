// @ts-check
/**
 * The syntax of patterns (`~`): from a text to a tree of what it matches.
 *
 * @typedef {{ type: "set", ranges: Array<[string, string]>, negated: boolean, beside: CharacterSet[] }} CharacterSet
 * @typedef {{ type: "edge", kind: string }} Edge
 * @typedef {{ type: "sequence", parts: PatternNode[] }} PatternSequence
 * @typedef {{ type: "choice", parts: PatternNode[] }} PatternChoice
 * @typedef {{ type: "repeat", part: PatternNode, least: number, most: number | null }} PatternRepeat
 * @typedef {CharacterSet | Edge | PatternSequence | PatternChoice | PatternRepeat} PatternNode
 */
(function () {
  "use strict";
  const { FilterFault } = KT.filter;
  const MOST_REPEATS = 100;
  const DEEPEST = 30;
  const COUNT = /^\{([0-9]{1,4})(,([0-9]{0,4}))?\}/;
  /** @type {Record<string, Array<[string, string]>>} */
  const CLASSES = {
    d: [["0", "9"]],
    w: [["0", "9"], ["A", "Z"], ["_", "_"], ["a", "z"]],
    s: [["\t", "\r"], [" ", " "]],
  };
  /** @type {Record<string, string>} */
  const SIGNS = { t: "\t", n: "\n", r: "\r" };

  /** @param {Array<[string, string]>} ranges @param {boolean} [negated] @param {CharacterSet[]} [beside] @returns {CharacterSet} */
  const set = (ranges, negated = false, beside = []) => ({ type: "set", ranges, negated, beside });
  /** @param {string} sign */
  const one = (sign) => set([[sign, sign]]);
  /** @param {string} sign */
  const code = (sign) => sign.codePointAt(0) ?? 0;

  /** A character as it is found in a text in lower case. @param {string} sign @returns {PatternNode} */
  function literal(sign) {
    const signs = [...sign.toLowerCase()].map(one);
    return signs.length === 1 ? signs[0] : { type: "sequence", parts: signs };
  }

  class Reader {
    /** @param {string} text @param {number} position */
    constructor(text, position) {
      this.signs = [...text];
      this.at = 0;
      this.position = position;
      this.depth = 0;
    }

    /** @param {string} key @param {number} at @param {Record<string, any>} [values] */
    fault(key, at, values) {
      return new FilterFault(key, this.position + this.signs.slice(0, at).join("").length, values);
    }

    get next() {
      return this.signs[this.at] ?? "";
    }

    /** @param {string} sign */
    takes(sign) {
      const found = this.next === sign;
      if (found) this.at += 1;
      return found;
    }

    /** @returns {PatternNode} */
    choice() {
      const parts = [this.sequence()];
      while (this.takes("|")) parts.push(this.sequence());
      return parts.length === 1 ? parts[0] : { type: "choice", parts };
    }

    /** @returns {PatternNode} */
    sequence() {
      const parts = [];
      while (this.at < this.signs.length && this.next !== "|" && this.next !== ")") parts.push(this.repeated());
      return { type: "sequence", parts };
    }

    /** @returns {PatternNode} */
    repeated() {
      if ("*+?".includes(this.next)) throw this.fault("pattern_repeat", this.at, { text: this.next });
      const part = this.atom();
      const counts = this.counts();
      if (counts === null) return part;
      // A lazy repeat finds the same texts.
      this.takes("?");
      if (this.next && ("*+?".includes(this.next) || COUNT.test(this.ahead()))) {
        throw this.fault("pattern_repeat", this.at, { text: this.next });
      }
      return { type: "repeat", part, least: counts[0], most: counts[1] };
    }

    ahead() {
      return this.signs.slice(this.at, this.at + 11).join("");
    }

    /** @returns {[number, number | null] | null} */
    counts() {
      if (this.takes("*")) return [0, null];
      if (this.takes("+")) return [1, null];
      if (this.takes("?")) return [0, 1];
      const match = COUNT.exec(this.ahead());
      if (!match) return null;
      const least = Number(match[1]);
      const most = match[2] === undefined ? least : match[3] ? Number(match[3]) : null;
      if (Math.max(least, most ?? 0) > MOST_REPEATS || (most !== null && most < least)) {
        throw this.fault("pattern_count", this.at, { n: MOST_REPEATS });
      }
      this.at += match[0].length;
      return [least, most];
    }

    /** @returns {PatternNode} */
    atom() {
      const start = this.at;
      const sign = this.signs[start];
      this.at += 1;
      if (sign === "(") return this.group(start);
      if (sign === "[") return this.brackets(start);
      if (sign === "\\") return this.escape(start);
      if (sign === "^" || sign === "$") return { type: "edge", kind: sign };
      return sign === "." ? set([["\n", "\n"]], true) : literal(sign);
    }

    /** @param {number} start */
    group(start) {
      if (this.takes("?") && !this.takes(":")) throw this.fault("pattern_special", start, { text: this.next });
      this.depth += 1;
      if (this.depth > DEEPEST) throw this.fault("pattern_large", start);
      const node = this.choice();
      this.depth -= 1;
      if (!this.takes(")")) throw this.fault("pattern_open", start);
      return node;
    }

    /** @param {number} start */
    brackets(start) {
      const negated = this.takes("^");
      const parts = [];
      while (!this.takes("]")) {
        if (this.at >= this.signs.length) throw this.fault("pattern_class", start);
        parts.push(this.range());
      }
      if (!parts.length) throw this.fault("pattern_class_empty", start);
      return set([], negated, parts);
    }

    /** @returns {CharacterSet} */
    range() {
      const start = this.at;
      const low = this.setSign();
      const upper = this.signs[this.at + 1] ?? "";
      if (this.next !== "-" || upper === "]" || upper === "") return low;
      this.at += 1;
      const high = this.setSign();
      if (!isOne(low) || !isOne(high) || code(low.ranges[0][0]) > code(high.ranges[0][0])) throw this.fault("pattern_range", start);
      return set([[low.ranges[0][0], high.ranges[0][0]]]);
    }

    setSign() {
      const start = this.at;
      this.at += 1;
      return this.signs[start] === "\\" ? this.escaped(start) : one(this.signs[start]);
    }

    /** @param {number} start @returns {PatternNode} */
    escape(start) {
      const sign = this.next;
      if (sign !== "b" && sign !== "B") return this.escaped(start);
      this.at += 1;
      return { type: "edge", kind: sign };
    }

    /** @param {number} start */
    escaped(start) {
      const sign = this.next;
      this.at += 1;
      const lower = sign.toLowerCase();
      if (Object.hasOwn(CLASSES, lower)) return set(CLASSES[lower], sign !== lower);
      if (!sign || (!Object.hasOwn(SIGNS, sign) && /^[a-z0-9]$/i.test(sign))) throw this.fault("pattern_escape", start, { text: sign });
      return one(Object.hasOwn(SIGNS, sign) ? SIGNS[sign] : sign);
    }
  }

  /** @param {CharacterSet} part */
  const isOne = (part) => part.ranges.length === 1 && !part.negated && part.ranges[0][0] === part.ranges[0][1];

  /** @param {string} text @param {number} position where it stands in the filter @returns {PatternNode} */
  function readPattern(text, position) {
    const reader = new Reader(text, position);
    const node = reader.choice();
    if (reader.at < reader.signs.length) throw reader.fault("pattern_close", reader.at);
    return node;
  }

  KT.filter.readPattern = readPattern;
})();
