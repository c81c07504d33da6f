// @ts-check
/**
 * Where an axis has its marks, and what they say. `linear` is the twin of
 * kedro_track/site/ticks.py, held to the same vectors (`tests/vectors/ticks.json`).
 *
 * @typedef {{ value: number, label: string }} Tick
 */
(function () {
  "use strict";
  const ROUND = [1, 2, 5, 10];
  const SLACK = 1e-9;
  const MOST = 100;
  const MINUS = "\u2212";

  /**
   * At least two round numbers from `low` to `high`.
   * @param {number} low @param {number} high @param {number} [count] about how many
   * @param {string | null} [spec] the metric's format; of it a percent sign is heeded
   * @returns {Tick[]}
   */
  function linear(low, high, count = 5, spec = null) {
    const isShare = spec !== null && spec !== undefined && spec.endsWith("%");
    const [factor, unit] = isShare ? [100, "%"] : [1, ""];
    const first = low * factor, last = high * factor, span = last - first;
    if (!Number.isFinite(span) || span <= 1e-13 * Math.max(Math.abs(first), Math.abs(last))) {
      return [{ value: low, label: isShare ? KT.numbers.write(low, spec) : KT.numbers.write(first) }];
    }
    const [step, power] = stepOf(span / Math.max(count, 1));
    const values = [];
    const start = Math.ceil(first / step - SLACK), end = Math.floor(last / step + SLACK);
    if (end <= start) return linear(low, high, count + 1, spec); // one mark alone gives no measure
    for (let i = start; i <= end; i += 1) values.push(exact(i, step, power));
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return values.map((value) => ({ value: value / factor, label: label(value, power, largest) + unit }));
  }

  /** The next round number and the power of ten of its digit. @param {number} rough @returns {[number, number]} */
  function stepOf(rough) {
    let power = powerOf(rough);
    let digit = ROUND.find((d) => d * ten(power) >= rough * (1 - SLACK)) || 10;
    if (digit === 10) {
      digit = 1;
      power += 1;
    }
    return [digit * ten(power), power];
  }

  /** @param {number} value */
  const powerOf = (value) => Number(value.toExponential(16).split("e")[1]);
  /** @param {number} power */
  const ten = (power) => Number("1e" + power);

  /** @param {number} i @param {number} step @param {number} power */
  function exact(i, step, power) {
    const value = i * step;
    return power < 0 && power >= -MOST ? Number(value.toFixed(-power)) : value + 0;
  }

  /** @param {number} value @param {number} power @param {number} largest */
  function label(value, power, largest) {
    if (value === 0) return "0";
    const top = powerOf(largest);
    let said;
    if (top >= -4 && top < 7) {
      said = value.toFixed(Math.min(Math.max(0, -power), MOST));
    } else {
      const [mantissa, exponent] = value.toExponential(Math.min(Math.max(0, powerOf(value) - power), MOST)).split("e");
      said = mantissa + "e" + Number(exponent);
    }
    return said.replaceAll("-", MINUS);
  }

  /**
   * Marks of a logarithmic axis; where it spans less than a decade, those of a linear one.
   * @param {number} low above zero @param {number} high @param {number} count @param {string | null} [spec] @returns {Tick[]}
   */
  function logarithmic(low, high, count, spec) {
    const decades = Math.log10(high) - Math.log10(low);
    if (!(decades >= 1)) return linear(low, high, count, spec);
    const digits = decades < 2 ? [1, 2, 5] : [1];
    const stride = Math.max(1, Math.ceil(decades / count));
    const found = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += stride) {
      for (const digit of digits) {
        const value = digit * ten(power);
        if (value >= low * (1 - SLACK) && value <= high * (1 + SLACK)) found.push({ value, label: KT.numbers.write(value, spec && spec.endsWith("%") ? spec : null) });
      }
    }
    return found;
  }

  const MINUTE = 60000, HOUR = 3600000, DAY = 86400000;
  const STEPS = [1, 2, 5, 15, 30].map((n) => n * MINUTE).concat([1, 2, 3, 6, 12].map((n) => n * HOUR), [1, 2, 7, 14].map((n) => n * DAY));
  const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
  const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
  const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
  const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric" });

  /**
   * Marks of a time axis, on round moments of the reader's zone.
   * @param {number} low milliseconds @param {number} high @param {number} count at most about so many @returns {Tick[]}
   */
  function moments(low, high, count) {
    const rough = (high - low) / Math.max(count, 1);
    const step = STEPS.find((size) => size >= rough);
    return step ? even(low, high, step) : monthly(low, high, MONTHS.find((n) => n * 30.4 * DAY >= rough) || 2400);
  }

  /** @param {number} low @param {number} high @param {number} step @returns {Tick[]} */
  function even(low, high, step) {
    const at = new Date(low);
    at.setHours(0, 0, 0, 0);
    const found = [];
    while (at.getTime() <= high) {
      if (at.getTime() >= low) {
        const midnight = at.getHours() === 0 && at.getMinutes() === 0;
        found.push({ value: at.getTime(), label: (midnight || step >= DAY ? DATE : CLOCK).format(at) });
      }
      // By the calendar, so that a day keeps its midnight when the clocks change.
      if (step >= DAY) at.setDate(at.getDate() + step / DAY);
      else at.setTime(at.getTime() + step);
    }
    return found;
  }

  /** @param {number} low @param {number} high @param {number} months @returns {Tick[]} */
  function monthly(low, high, months) {
    const start = new Date(low);
    const found = [];
    const first = Math.floor((start.getFullYear() * 12 + start.getMonth()) / months) * months;
    for (let month = first; ; month += months) {
      const at = new Date(Math.floor(month / 12), month % 12, 1);
      if (at.getTime() > high) return found;
      if (at.getTime() >= low) found.push({ value: at.getTime(), label: months >= 12 ? String(at.getFullYear()) : MONTH.format(at) });
    }
  }

  KT.chart = { ticks: { linear, logarithmic, moments } };
})();
