// @ts-check
/**
 * A column as an axis: where each run stands on it, from 0 to 1, and what its marks say. Numbers
 * and times go by their size, texts and flags by their order, evenly apart. A run without a
 * value, or with one that is no finite number, has no place (NaN).
 *
 * @typedef {object} Axis
 * @property {string} id of the column
 * @property {boolean} ordered numbers or times
 * @property {boolean} log
 * @property {Float32Array} places by row
 * @property {(place: number) => number} back the value at a place; of texts its index in `words`
 * @property {(value: number) => number} at the place of a value or of an index
 * @property {string[]} words in their order; empty for numbers and times
 * @property {Array<{ place: number, label: string }>} ticks
 * @property {number} missing how many runs have no place
 */
(function () {
  "use strict";
  const ALIKE = 10;

  /** @param {any} table @param {string} id @param {boolean} [log] @param {number} [ticks] @returns {Axis} */
  function of(table, id, log = false, ticks = 5) {
    const typed = table.typed(id);
    return typed.type === "words" ? ofWords(table, id, typed) : ofNumbers(table, id, typed, log, ticks);
  }

  /** @param {any} table @param {string} id @param {any} typed @param {boolean} log @param {number} count @returns {Axis} */
  function ofNumbers(table, id, typed, log, count) {
    let low = Infinity, high = -Infinity, least = Infinity;
    for (let row = 0; row < table.length; row += 1) {
      const value = typed.values[row];
      if (!typed.has[row] || !Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
      if (value > 0 && value < least) least = value;
    }
    const isLog = log && least < high;
    if (isLog) low = least;
    if (low > high) [low, high] = [0, 0];
    const scale = KT.chart.scale(low, high, 0, 1, isLog);
    const places = new Float32Array(table.length);
    let missing = 0;
    for (let row = 0; row < table.length; row += 1) {
      const value = typed.values[row];
      const fits = typed.has[row] && Number.isFinite(value) && (!isLog || value > 0);
      places[row] = fits ? scale.at(value) : NaN;
      missing += Number(!fits);
    }
    const info = table.info.get(id);
    const marks = info.kind === "time" ? KT.chart.ticks.moments(low, high, count) : KT.chart.ticks[isLog ? "logarithmic" : "linear"](low, high, count, info.format || null);
    return {
      id, ordered: true, log: isLog, places, missing, words: [], at: scale.at, back: scale.back,
      ticks: marks.map((/** @type {any} */ tick) => ({ place: scale.at(tick.value), label: tick.label })),
    };
  }

  /** @param {any} table @param {string} id @param {any} typed @returns {Axis} */
  function ofWords(table, id, typed) {
    const said = typed.words.map((/** @type {any} */ word) => (typeof word === "string" ? word : JSON.stringify(word)));
    const used = new Set(typed.codes);
    const order = [...said.keys()].filter((code) => used.has(code)).sort((a, b) => KT.filter.natural(said[a]) < KT.filter.natural(said[b]) ? -1 : 1);
    const last = Math.max(1, order.length - 1);
    const at = (/** @type {number} */ index) => (order.length === 1 ? 0.5 : index / last);
    const placeOf = new Float32Array(said.length);
    order.forEach((code, index) => { placeOf[code] = at(index); });
    const places = new Float32Array(table.length);
    let missing = 0;
    for (let row = 0; row < table.length; row += 1) {
      places[row] = typed.codes[row] < 0 ? NaN : placeOf[typed.codes[row]];
      missing += Number(typed.codes[row] < 0);
    }
    const words = order.map((code) => said[code]);
    const names = apart(words);
    const stride = Math.max(1, Math.ceil(words.length / 16));
    return {
      id, ordered: false, log: false, places, missing, words, at, back: (place) => place * last,
      ticks: words.flatMap((_, index) => (index % stride ? [] : [{ place: at(index), label: cut(names[index], 18) }])),
    };
  }

  /** Long words that begin alike are told apart by what follows. @param {string[]} words */
  function apart(words) {
    let alike = 0;
    while (words.length > 1 && words.every((word) => alike < word.length && word[alike] === words[0][alike])) alike += 1;
    return words.map((word) => (alike > ALIKE && alike < word.length ? "…" + word.slice(alike) : word));
  }

  /** A text in no more than so many letters. @param {string} text @param {number} most */
  const cut = (text, most) => (text.length > most ? text.slice(0, Math.max(1, most - 1)) + "…" : text);

  /** A value of an axis as it is written; of texts the one nearest to the index. @param {any} table @param {Axis} axis @param {number} value @returns {string} */
  function written(table, axis, value) {
    if (axis.ordered) return KT.chart.classes.written(table, axis.id, value);
    return axis.words[Math.max(0, Math.min(axis.words.length - 1, Math.round(value)))] ?? "";
  }

  KT.chart.axes = { of, written, cut };
})();
