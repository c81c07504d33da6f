// @ts-check
/**
 * A pattern as an automaton, all states of which are followed at once: its time is bounded by
 * the length of the text times the size of the pattern, whatever somebody writes.
 *
 * @typedef {{ test: any, following: number[] }} Step
 * @typedef {{ places: number[], before: number, accepts: boolean, edges: Map<string, MachineState> }} MachineState
 */
(function () {
  "use strict";
  const { FilterFault, readPattern } = KT.filter;
  const LARGEST = 2000;
  const MOST_STATES = 2000;
  const ACCEPT = -1;
  // What stands beside a place.
  const BEGIN = 0;
  const WORD = 1;
  const OTHER = 2;
  const END = 3;

  /** Writes steps from the last to the first, so that each knows what follows it. */
  class Writer {
    /** @param {number} position */
    constructor(position) {
      /** @type {Step[]} */
      this.steps = [];
      this.position = position;
      this.written = 0;
    }

    /** @param {any} node */
    program(node) {
      const entry = this.add(null, []);
      this.steps[entry].following.push(this.write(node, ACCEPT));
      return this.steps;
    }

    /** @param {any} node @param {number} following @returns {number} */
    write(node, following) {
      // Parts are counted, not steps: a repeat of nothing has none, but takes its time.
      this.written += 1;
      if (this.written > LARGEST) throw new FilterFault("pattern_large", this.position);
      if (node.type === "set" || node.type === "edge") return this.add(node, [following]);
      if (node.type === "choice") return this.add(null, node.parts.map((/** @type {any} */ part) => this.write(part, following)));
      if (node.type === "sequence") return node.parts.reduceRight((/** @type {number} */ after, /** @type {any} */ part) => this.write(part, after), following);
      return this.repeat(node, following);
    }

    /** @param {any} node @param {number} following */
    repeat(node, following) {
      if (node.most === null) {
        const loop = this.add(null, [following]);
        this.steps[loop].following.push(this.write(node.part, loop));
        following = loop;
      } else {
        for (let n = node.least; n < node.most; n += 1) following = this.add(null, [following, this.write(node.part, following)]);
      }
      for (let n = 0; n < node.least; n += 1) following = this.write(node.part, following);
      return following;
    }

    /** @param {any} test @param {number[]} following */
    add(test, following) {
      return this.steps.push({ test, following }) - 1;
    }
  }

  /** @param {string} sign */
  const code = (sign) => sign.codePointAt(0) ?? 0;

  /** Whether a character in lower case, or its capital, is one of the set. @param {any} set @param {string} sign @returns {boolean} */
  function takes(set, sign) {
    const upper = sign.toUpperCase();
    const codes = [...upper].length === 1 ? [code(sign), code(upper)] : [code(sign)];
    const inside = set.ranges.some((/** @type {[string, string]} */ [low, high]) =>
      codes.some((one) => code(low) <= one && one <= code(high)));
    return (inside || set.beside.some((/** @type {any} */ part) => takes(part, sign))) !== set.negated;
  }

  /** @param {string} kind @param {number} before @param {number} after */
  function holds(kind, before, after) {
    if (kind === "^") return before === BEGIN;
    if (kind === "$") return after === END;
    return ((before === WORD) !== (after === WORD)) === (kind === "b");
  }

  class Pattern {
    /** @param {string} text @param {number} [position] where it stands in the filter */
    constructor(text, position = 0) {
      this.steps = new Writer(position).program(readPattern(text, position));
      /** @type {Map<string, MachineState>} */
      this.states = new Map();
    }

    /** Whether the pattern matches anywhere in the text. @param {string} subject */
    search(subject) {
      let state = this.state([0], BEGIN);
      for (const sign of subject.toLowerCase()) {
        state = state.edges.get(sign) || this.step(state, sign);
        if (state.accepts) return true;
      }
      return (state.edges.get("") || this.step(state, "")).accepts;
    }

    /** Over one sign; the empty one is the end of the text. @param {MachineState} state @param {string} sign */
    step(state, sign) {
      const after = sign === "" ? END : /^[a-z0-9_]$/.test(sign) ? WORD : OTHER;
      const reached = this.closure(state.places, state.before, after);
      let found;
      if (reached.has(ACCEPT)) {
        found = { places: [], before: after, accepts: true, edges: new Map() };
      } else {
        // A match can begin at each sign.
        const next = new Set([0]);
        for (const place of sign === "" ? [] : reached) {
          const { test, following } = this.steps[place];
          if (test && test.type === "set" && takes(test, sign)) next.add(following[0]);
        }
        found = this.state([...next].sort((a, b) => a - b), after);
      }
      state.edges.set(sign, found);
      return found;
    }

    /** @param {number[]} places @param {number} before @param {number} after */
    closure(places, before, after) {
      const reached = new Set();
      const waiting = [...places];
      while (waiting.length) {
        const place = /** @type {number} */ (waiting.pop());
        if (reached.has(place)) continue;
        reached.add(place);
        const step = place === ACCEPT ? null : this.steps[place];
        if (!step || (step.test && step.test.type === "set")) continue;
        if (!step.test || holds(step.test.kind, before, after)) waiting.push(...step.following);
      }
      return reached;
    }

    /** @param {number[]} places @param {number} before @returns {MachineState} */
    state(places, before) {
      const key = before + ":" + places.join(",");
      let state = this.states.get(key);
      if (!state) {
        if (this.states.size >= MOST_STATES) this.states.clear();
        state = { places, before, accepts: false, edges: new Map() };
        this.states.set(key, state);
      }
      return state;
    }
  }

  KT.filter.Pattern = Pattern;
})();
