// @ts-check
/** What of a text is new against another, in words: the twin of `kedro_track/analysis/text_parts.py`. */
(function () {
  "use strict";
  const TOKEN = /[A-Za-z0-9_.\u{80}-\u{10ffff}]+|[ \t\r\n]+|[\s\S]/gu;
  const MOST = 400;

  /** Parts of a text: `[whether it is new, part]`, alternating. @param {string} base @param {string} text @returns {Array<[boolean, string]>} */
  function newParts(base, text) {
    const before = base.match(TOKEN) || [], after = text.match(TOKEN) || [];
    const start = alike(before, after);
    const end = alike(before.slice(start).reverse(), after.slice(start).reverse());
    const old = before.slice(start, before.length - end), fresh = after.slice(start, after.length - end);
    const kept = Math.max(old.length, fresh.length) <= MOST ? keptOf(old, fresh) : fresh.map(() => false);
    return joined(after, (at) => at >= start && at < after.length - end && !kept[at - start]);
  }

  /** @param {string[]} a @param {string[]} b */
  function alike(a, b) {
    let count = 0;
    while (count < a.length && count < b.length && a[count] === b[count]) count += 1;
    return count;
  }

  /** Which words are in the longest sequence that both have. @param {string[]} old @param {string[]} fresh */
  function keptOf(old, fresh) {
    const longest = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
    for (let i = old.length - 1; i >= 0; i -= 1) {
      for (let j = fresh.length - 1; j >= 0; j -= 1) {
        longest[i][j] = old[i] === fresh[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    const kept = fresh.map(() => false);
    for (let i = 0, j = 0; i < old.length && j < fresh.length;) {
      if (old[i] === fresh[j]) {
        kept[j] = true;
        i += 1;
        j += 1;
      } else if (longest[i + 1][j] >= longest[i][j + 1]) i += 1;
      else j += 1;
    }
    return kept;
  }

  /** @param {string[]} words @param {(at: number) => boolean} isNew */
  function joined(words, isNew) {
    /** @type {Array<[boolean, string]>} */
    const parts = [];
    words.forEach((word, at) => {
      const last = parts[parts.length - 1];
      if (last && last[0] === isNew(at)) last[1] += word;
      else parts.push([isNew(at), word]);
    });
    return parts;
  }

  KT.compareDiff = { newParts };
})();
