// @ts-check
/** What the words of a filter mean as values: numbers, ages, dates, flags, ordered texts. */
(function () {
  "use strict";
  const NUMBER = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?$/i;
  const AGE = /^([0-9]+(?:\.[0-9]+)?)([smhdw])$/i;
  /** @type {Record<string, number>} */
  const SECONDS = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };
  const DATE = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[T ]([0-9]{2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:\.([0-9]{1,3}))?)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?)?$/i;
  const DAY = 86400000;
  const LONGEST_NUMBER = 31;
  /** @type {Record<string, number>} */
  const NAMED = { nan: NaN, inf: Infinity, infinity: Infinity };
  /** @type {Record<string, boolean>} */
  const FLAGS = { true: true, yes: true, false: false, no: false };

  /** @template T @param {Record<string, T>} table @param {string} key @returns {T | null} */
  const lookUp = (table, key) => (Object.hasOwn(table, key) ? table[key] : null);

  /** @param {string} text @returns {number | null} */
  function number(text) {
    if (NUMBER.test(text)) return Number(text);
    const found = lookUp(NAMED, text.toLowerCase().replace(/^-/, ""));
    return found === null ? null : text.startsWith("-") ? -found : found;
  }

  /** @param {string} text @returns {boolean | null} */
  const flag = (text) => lookUp(FLAGS, text.toLowerCase());

  /** Seconds. @param {string} text @returns {number | null} */
  function age(text) {
    const match = AGE.exec(text);
    return match ? Number(match[1]) * SECONDS[match[2].toLowerCase()] : null;
  }

  /** From the first to behind the last millisecond, in UTC. @param {string} text @param {number} now @returns {[number, number] | null} */
  function period(text, now) {
    const back = lookUp(/** @type {Record<string, number>} */ ({ today: 0, yesterday: 1 }), text.toLowerCase());
    if (back !== null) {
      const begin = (Math.floor(now / DAY) - back) * DAY;
      return [begin, begin + DAY];
    }
    const match = DATE.exec(text);
    return match ? covered(match.slice(1)) : null;
  }

  /** @param {string[]} parts year, month, day, hour, minute, second, milliseconds, zone @returns {[number, number] | null} */
  function covered(parts) {
    const [year, month, day] = parts.slice(0, 3).map((part) => Number(part ?? 1));
    const [hour, minute, second] = parts.slice(3, 6).map((part) => Number(part ?? 0));
    const offset = zone(parts[7]);
    const begin = at(year, month - 1, day, hour, minute, second, Number((parts[6] ?? "").padEnd(3, "0")));
    const valid = year > 0 && month <= 12 && new Date(begin).getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
    if (!valid || offset === null) return null;
    let end;
    if (parts[1] === undefined) end = at(year + 1, 0, 1);
    else if (parts[2] === undefined) end = at(year, month, 1);
    else if (parts[3] === undefined) end = begin + DAY;
    else end = begin + (parts[6] !== undefined ? 1 : parts[5] !== undefined ? 1000 : 60000);
    return [begin - offset, end - offset];
  }

  /** As Date.UTC, but the year 26 is the year 26. @param {number} year @param {number} month @param {...number} rest */
  function at(year, month, ...rest) {
    const [day = 1, hour = 0, minute = 0, second = 0, milli = 0] = rest;
    const date = new Date(0);
    date.setUTCFullYear(year, month, day);
    date.setUTCHours(hour, minute, second, milli);
    return date.getTime();
  }

  /** Milliseconds. @param {string | undefined} text */
  function zone(text) {
    if (text === undefined || text.toUpperCase() === "Z") return 0;
    const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
    if (minutes >= 1440) return null;
    return (text.startsWith("-") ? -minutes : minutes) * 60000;
  }

  /** A key that orders texts as people do: `3.9` before `3.10`. @param {string} text */
  const natural = (text) => text.toLowerCase().replace(/[0-9]+/g, (found) => {
    const digits = found.replace(/^0+(?=.)/, "");
    return String.fromCharCode(Math.min(digits.length, LONGEST_NUMBER)) + digits;
  });

  /** A scalar as text. @param {any} value */
  const textOf = (value) => (value === 0 ? "0" : String(value));

  /** @param {number} value milliseconds */
  const momentText = (value) => new Date(value).toISOString();

  Object.assign(KT.filter, { number, flag, age, period, natural, textOf, momentText });
})();
