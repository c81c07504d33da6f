// @ts-check
/**
 * How a number is written: the twin of `kedro_track/analysis/numbers.py`, held to the same
 * vectors (`tests/vectors/numbers.json`).
 */
(function () {
  "use strict";
  const MINUS = "\u2212";
  const NOISE = 1e-12;

  /** @param {number | null | undefined} value @param {string | null} [spec] a Python format such as `.3f` */
  function write(value, spec) {
    if (value === null || value === undefined) return "";
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value > 0 ? "\u221e" : MINUS + "\u221e";
    return minus(spec ? formatted(value, spec) : plain(value, 6));
  }

  /** A difference with its sign; one that is not zero is never written as zero. @param {number} value @param {string | null} [spec] */
  function delta(value, spec) {
    if (!Number.isFinite(value)) return write(value);
    if (value === 0) return "0";
    const size = Math.abs(value);
    let said = spec ? formatted(size, spec) : plain(size, 3);
    if (spec && !/[1-9]/.test(said)) said = spec.endsWith("%") ? percent(size) : plain(size, 3);
    return (value > 0 ? "+" : MINUS) + minus(said);
  }

  /** A relative change: 0.05 is `+5%`. @param {number} value */
  function ratio(value) {
    if (!Number.isFinite(value)) return "";
    return value === 0 ? "0%" : (value > 0 ? "+" : MINUS) + percent(Math.abs(value));
  }

  /** A quantity with three significant digits, as a duration or a size has them. @param {number} value */
  const short = (value) => (Number.isFinite(value) ? minus(plain(value, 3)) : write(value));

  /** Equal up to float noise (relative 1e-12); NaN equals NaN. @param {number} a @param {number} b */
  function same(a, b) {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b);
    if (!Number.isFinite(a) || !Number.isFinite(b)) return a === b;
    return Math.abs(a - b) <= NOISE * Math.max(Math.abs(a), Math.abs(b));
  }

  /** @param {number} value */
  const percent = (value) => plain(value * 100, 3) + "%";
  /** @param {string} said */
  const minus = (said) => said.replaceAll("-", MINUS);

  /** @param {number} value @param {number} digits */
  function plain(value, digits) {
    if (!Number.isFinite(value)) return "\u221e";
    if (value === Math.trunc(value) && Math.abs(value) < 1e15) return value.toFixed(0).replace(/^-0$/, "0");
    const [mantissa, exponent] = scientific(value, digits - 1).split("e");
    const power = Number(exponent);
    // Between 1e-6 and 1e9 a reader is served better without an exponent.
    if (power > -7 && power < 9) return trimmed(fixed(value, Math.max(0, digits - 1 - power)));
    return trimmed(mantissa) + "e" + power;
  }

  /**
   * Exact ties go to the even digit, as in Python; the browser's own rounding takes them up.
   * @param {string} rounded @param {string} longer the same number with 25 digits more
   */
  function even(rounded, longer) {
    const [mantissa, exponent] = longer.split("e");
    const kept = mantissa.slice(0, rounded.split("e")[0].length);
    const rest = mantissa.slice(kept.length).replace(/^\./, "");
    if (!/^50*$/.test(rest) || !/[02468]$/.test(kept)) return rounded;
    return exponent === undefined ? kept : kept + "e" + exponent;
  }

  /** @param {number} value @param {number} digits */
  const fixed = (value, digits) => even(value.toFixed(digits), value.toFixed(Math.min(100, digits + 25)));
  /** @param {number} value @param {number} digits */
  const scientific = (value, digits) => even(value.toExponential(digits), value.toExponential(Math.min(100, digits + 25)));

  /** @param {string} said */
  const trimmed = (said) => (said.includes(".") ? said.replace(/0+$/, "").replace(/\.$/, "") : said);

  /** Python's format specification, as far as track.yml takes it. @param {number} value @param {string} spec */
  function formatted(value, spec) {
    const match = /^(,)?(?:\.(\d{1,2}))?([feg%])$/.exec(spec);
    if (!match || Math.abs(value) >= 1e19) return plain(value, 6);
    const [, comma, given, type] = match;
    const digits = given === undefined ? null : Number(given);
    let said;
    if (type === "e") said = exponential(value, digits ?? 6);
    else if (type === "%") said = fixed(value * 100, digits ?? 6) + "%";
    else if (type === "f") said = fixed(value, digits ?? 6);
    else said = general(value, Math.max(1, digits ?? 6));
    return comma ? said.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ",")) : said;
  }

  /** @param {number} value @param {number} digits */
  function exponential(value, digits) {
    return scientific(value, digits).replace(/e([+-])(\d)$/, "e$10$2");
  }

  /** @param {number} value @param {number} digits */
  function general(value, digits) {
    const power = Number(scientific(value, digits - 1).split("e")[1]);
    if (power < -4 || power >= digits) {
      const [mantissa, exponent] = exponential(value, digits - 1).split("e");
      return trimmed(mantissa) + "e" + exponent;
    }
    return trimmed(fixed(value, Math.max(0, digits - 1 - power)));
  }

  KT.numbers = { write, delta, ratio, short, same };
})();
