// @ts-check
/**
 * The names of a filter: the table's columns, by themselves, by an ending, or by an alias.
 *
 * @typedef {{ name: string, kind: string, missing: any }} Field `missing`: what a run without a value has
 */
(function () {
  "use strict";
  const { FilterFault } = KT.filter;
  /** @type {Record<string, string>} */
  const ALIASES = { who: "user", author: "user", tag: "tags", started: "when", sha: "commit", env: "environment", took: "duration" };
  const STATUSES = ["running", "succeeded", "failed", "interrupted", "unknown"];
  const NAMED = 4;

  class Names {
    /** @param {any} table */
    constructor(table) {
      this.nothing = table.length === 0;
      const columns = [...table.info.values()];
      /** @type {Map<string, Field>} */
      this.facts = new Map(columns.filter((c) => c.group === "run").map((c) => [c.id, field(c.id, c.kind)]));
      // A site has no hidden runs, but a filter may say so.
      this.facts.set("hidden", field("hidden", "flag"));
      /** @type {Map<string, Field>} */
      this.others = new Map(columns.filter((c) => c.group !== "run").map((c) => [c.id, field(c.id, c.kind)]));
    }

    /** @param {any} word @param {boolean} alone whether nothing follows it @returns {Field} */
    find(word, alone) {
      let found = this.matching(word.text, false);
      if (!found.length) found = this.matching(word.text, true);
      if (!found.length && this.nothing) return field(word.text, "mixed");
      if (found.length === 1) return found[0];
      if (found.length) {
        const names = found.slice(0, NAMED).map((one) => one.name).join(" or ") + (found.length > NAMED ? " …" : "");
        throw new FilterFault("name_ambiguous", word.position, { name: word.text, names });
      }
      const near = this.near(word.text);
      if (near) throw new FilterFault("name_near", word.position, { name: word.text, near });
      throw new FilterFault(alone ? "name_or_text" : "name_unknown", word.position, { name: word.text });
    }

    /** @param {string} text @param {boolean} fold @returns {Field[]} */
    matching(text, fold) {
      const said = fold ? text.toLowerCase() : text;
      const fact = this.facts.get(Object.hasOwn(ALIASES, said) ? ALIASES[said] : said);
      if (fact) return [fact];
      const [group, rest] = split(said);
      /** @type {Array<(name: string) => boolean>} */
      const tests = [
        (name) => name === said,
        (name) => split(name)[1] === said,
        (name) => {
          const [nameGroup, nameRest] = split(name);
          return (nameGroup === group && rest !== "" && nameRest.endsWith("." + rest)) || nameRest.endsWith("." + said);
        },
      ];
      for (const test of tests) {
        const found = [...this.others.values()].filter((one) => test(fold ? one.name.toLowerCase() : one.name));
        if (found.length) return found;
      }
      return [];
    }

    /** What a slip can have meant. @param {string} text @returns {string | null} */
    near(text) {
      const names = [...this.facts.keys(), ...this.others.keys()];
      const known = new Set([...names, ...names.map((name) => name.slice(name.lastIndexOf(".") + 1)), ...STATUSES, ...Object.keys(ALIASES)]);
      const said = text.toLowerCase();
      const sorted = [...known].sort();
      const holding = said.length > 1 ? sorted.filter((name) => name.toLowerCase().includes(said)) : [];
      if (holding.length) return holding.reduce((best, name) => (name.length < best.length ? name : best));
      let best = null;
      let least = Math.max(1, Math.floor(said.length / 3)) + 1;
      for (const name of sorted) {
        const distance = Math.abs(name.length - said.length) < least ? edits(said, name.toLowerCase()) : least;
        if (distance < least) [best, least] = [name, distance];
      }
      return best;
    }
  }

  /** @param {string} name @param {string} kind @returns {Field} */
  const field = (name, kind) => ({ name, kind, missing: kind === "list" ? [] : name === "bookmark" || name === "hidden" ? false : null });

  /** The group and the rest of a name. @param {string} name */
  function split(name) {
    const at = name.indexOf(".");
    return at < 0 ? [name, ""] : [name.slice(0, at), name.slice(at + 1)];
  }

  /** How many signs must change. @param {string} from @param {string} to */
  function edits(from, to) {
    let row = Array.from({ length: to.length + 1 }, (_, at) => at);
    for (let i = 1; i <= from.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= to.length; j += 1) {
        next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1)));
      }
      row = next;
    }
    return row[to.length];
  }

  Object.assign(KT.filter, { Names, ALIASES, STATUSES });
})();
