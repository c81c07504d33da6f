// @ts-check
/** From a condition to a test of one value. A missing value passes no test but its own. */
(function () {
  "use strict";
  const { FilterFault, Pattern, number, flag, age, period, natural, textOf, momentText } = KT.filter;
  // Of a commit's hash people give the beginning.
  const SHORTEST_HASH = 4;
  /** @type {Record<string, (left: any, right: any) => boolean>} */
  const ORDERS = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b };

  /**
   * @param {any} condition @param {any} field @param {number} now milliseconds
   * @returns {(value: any) => boolean} of a value, null where it is missing
   */
  function testOf(condition, field, now) {
    if (condition.operator === "missing") {
      return (value) => (value === null || (Array.isArray(value) && value.length === 0)) !== condition.negated;
    }
    const test = comparing(condition, { ...field, said: condition.name.text }, now);
    return (value) => value !== null && test(value) !== condition.negated;
  }

  /** @param {any} condition @param {any} field @param {number} now @returns {(value: any) => boolean} */
  function comparing(condition, field, now) {
    if (condition.operator === "flag") {
      if (field.kind !== "flag" && field.kind !== "mixed") {
        throw new FilterFault("flag_wanted", condition.name.position, { name: field.said });
      }
      return (value) => value === true;
    }
    /** @type {(test: (value: any) => boolean) => (value: any) => boolean} */
    const each = (test) => (field.kind === "list" ? (values) => values.some(test) : test);
    if (condition.operator === "in") {
      const tests = condition.values.map((/** @type {any} */ word) => each(equal(word, field, now)));
      return (value) => tests.some((/** @type {(value: any) => boolean} */ test) => test(value));
    }
    const word = condition.values[0];
    if (condition.operator === "=") return each(equal(word, field, now));
    if (condition.operator === "~" || condition.operator === "contains") return each(found(word, field, condition.operator === "~"));
    return ordered(word, field, condition.operator, now);
  }

  /** @param {any} word @param {any} field @param {boolean} isPattern @returns {(value: any) => boolean} */
  function found(word, field, isPattern) {
    const asText = field.kind === "time" ? momentText : textOf;
    if (isPattern) {
      // Inside quotes the pattern begins behind the first of them.
      const pattern = new Pattern(word.text, word.position + (word.quoted ? 1 : 0));
      return (value) => pattern.search(asText(value));
    }
    const wanted = word.text.toLowerCase();
    return (value) => asText(value).toLowerCase().includes(wanted);
  }

  /** @param {any} word @param {any} field @param {number} now @returns {(value: any) => boolean} */
  function equal(word, field, now) {
    if (field.kind === "time") {
      const [begin, end] = periodOf(word, field, now);
      return (value) => begin <= value && value < end;
    }
    if (field.kind === "number") {
      const wanted = numberOf(word, field);
      return (value) => same(value, wanted);
    }
    if (field.kind === "flag") {
      const wanted = flag(word.text);
      if (wanted === null) throw fault("flag_value", word, field);
      return (value) => value === wanted;
    }
    if (field.name === "commit" && word.text.length >= SHORTEST_HASH) {
      const begin = word.text.toLowerCase();
      return (value) => String(value).toLowerCase().startsWith(begin);
    }
    return equalTo(word.text);
  }

  /** @param {string} text @returns {(value: any) => boolean} */
  function equalTo(text) {
    const [wanted, isTrue, folded] = [number(text), flag(text), text.toLowerCase()];
    return (value) => {
      if (typeof value === "boolean") return value === isTrue;
      if (typeof value === "number" && wanted !== null) return same(value, wanted);
      return textOf(value).toLowerCase() === folded;
    };
  }

  /** @param {any} word @param {any} field @param {string} sign @param {number} now @returns {(value: any) => boolean} */
  function ordered(word, field, sign, now) {
    const order = ORDERS[sign];
    if (field.kind === "list" || field.kind === "flag") throw new FilterFault("no_order", word.position, { name: field.said });
    if (field.kind === "time") return beforeOrAfter(word, field, sign, now);
    if (field.kind === "number") {
      const wanted = numberOf(word, field);
      return (value) => order(value, wanted);
    }
    const [wanted, key] = [number(word.text), natural(word.text)];
    return (value) => {
      if (typeof value === "boolean") return false;
      if (typeof value === "number") return wanted !== null && order(value, wanted);
      return order(natural(value), key);
    };
  }

  /** @param {any} word @param {any} field @param {string} sign @param {number} now @returns {(value: any) => boolean} */
  function beforeOrAfter(word, field, sign, now) {
    const order = ORDERS[sign];
    const seconds = age(word.text);
    if (seconds !== null) {
      const moment = now - seconds * 1000;
      return (value) => order(value, moment);
    }
    const [begin, end] = periodOf(word, field, now);
    // After a day means after all of it.
    return sign === "<" || sign === ">=" ? (value) => order(value, begin) : (value) => (value >= end) === (sign === ">");
  }

  /** @param {any} word @param {any} field @param {number} now @returns {[number, number]} */
  function periodOf(word, field, now) {
    if (age(word.text) !== null) throw new FilterFault("age_equal", word.position, { value: word.text });
    const found = period(word.text, now);
    if (found === null) throw fault("time_value", word, field);
    return found;
  }

  /** @param {any} word @param {any} field @returns {number} */
  function numberOf(word, field) {
    const isDuration = field.name === "duration";
    const found = number(word.text) ?? (isDuration ? age(word.text) : null);
    if (found === null) throw fault(isDuration ? "duration_value" : "number_value", word, field);
    return found;
  }

  /** @param {string} key @param {any} word @param {any} field */
  const fault = (key, word, field) => new FilterFault(key, word.position, { name: field.said, value: word.text });

  /** @param {number} left @param {number} right */
  const same = (left, right) => left === right || (Number.isNaN(left) && Number.isNaN(right));

  KT.filter.testOf = testOf;
})();
