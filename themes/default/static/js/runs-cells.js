// @ts-check
/**
 * What stands in the cells of the runs table, and how wide its columns are. Numbers are set so
 * that their decimal points stand below each other.
 *
 * @typedef {{ info: any, label: string, measured: boolean, right: boolean, width: number,
 *   fraction: number, fill: (cell: HTMLElement, row: number) => void }} RunColumn
 *   `width` in the widths of a digit; `fraction`: the most digits behind the point
 */
(function () {
  "use strict";
  const { columns } = KT.runs;
  const SAMPLE = 120;
  const WIDEST = 28;
  const NARROWEST = 6;
  const WIDEST_HEAD = 16;
  const DIRECTION = 12;
  const ROOM_FOR_SORT = 3;
  const MOST_DIGITS = 9;
  const SHORT_HASH = 7;

  /** @param {any} table @param {any} info @returns {RunColumn} */
  function make(table, info) {
    const measured = columns.isMeasured(info);
    const right = info.kind === "number";
    const said = sample(table, info);
    const fraction = measured ? Math.max(0, ...said.map(digitsBehind)) : 0;
    const whole = Math.max(0, ...said.map((text) => text.length - (measured ? digitsBehind(text) : 0)));
    const label = columns.label(info);
    const directed = info.direction === "higher" || info.direction === "lower";
    const head = Math.max(directed ? DIRECTION : 0, Math.min(WIDEST_HEAD, label.length + ROOM_FOR_SORT));
    // Room for the shape of a status, and for the weight of a best value.
    const room = info.id === "status" ? 3 : measured ? 1 : 0;
    const width = Math.min(WIDEST, Math.max(NARROWEST, head, whole + fraction + room));
    const fill = filler(table, info, fraction);
    return { info, label, measured, right, width, fraction, fill };
  }

  /** Texts of rows here and there. @param {any} table @param {any} info @returns {string[]} */
  function sample(table, info) {
    const step = Math.max(1, Math.floor(table.length / SAMPLE));
    const found = [];
    for (let row = table.length - 1; row >= 0; row -= step) {
      const value = table.value(info.id, row);
      if (value !== null) found.push(text(info, value));
    }
    return found;
  }

  /** A value as it is shown. @param {any} info @param {any} value @returns {string} */
  function text(info, value) {
    if (value === null) return "";
    if (info.kind === "time") return KT.times.human(value);
    if (info.id === "duration") return KT.times.duration(value);
    if (info.id === "commit") return value.slice(0, SHORT_HASH);
    if (info.id === "status") return KT.text("runs.status." + value);
    if (typeof value === "number") return KT.numbers.write(value, info.format);
    if (typeof value === "boolean") return KT.text(value ? "runs.yes" : "runs.no");
    return Array.isArray(value) ? value.join(" ") : value;
  }

  /** Digits behind the point; none where there is a power of ten. @param {string} said */
  function digitsBehind(said) {
    const match = /\.([0-9]+)%?$/.exec(said);
    return match ? Math.min(MOST_DIGITS, match[1].length) : 0;
  }

  /** @param {any} table @param {any} info @param {number} fraction @returns {(cell: HTMLElement, row: number) => void} */
  function filler(table, info, fraction) {
    return (cell, row) => {
      const value = table.value(info.id, row);
      if (value === null) return;
      const said = text(info, value);
      if (info.id === "status") cell.append(KT.el(`span.status.status-${value}`, null, said));
      else if (info.kind === "time") cell.append(KT.times.element(value));
      else if (info.id === "commit") cell.append(KT.el("span.hash", { title: value }, said));
      else if (Array.isArray(value)) cell.append(...value.flatMap((one) => [KT.el("span.tag", null, one), " "]));
      else if (columns.isMeasured(info)) number(cell, said, fraction);
      else long(cell, said);
    };
  }

  /** @param {HTMLElement} cell @param {string} said @param {number} fraction */
  function number(cell, said, fraction) {
    const digits = digitsBehind(said);
    cell.append(said);
    if (digits < fraction && !/[e∞N]/.test(said)) {
      cell.append(KT.el("span.pad", { "aria-hidden": "true" }, (digits ? "" : ".") + "0".repeat(fraction - digits)));
    }
  }

  /** @param {HTMLElement} cell @param {string} said */
  function long(cell, said) {
    cell.textContent = said;
    if (said.length > NARROWEST) cell.title = said;
  }

  /** What stands in the cell of a group. @param {HTMLElement} cell @param {RunColumn} column @param {any} of statistics */
  function summary(cell, column, of) {
    if (!of || !of.count) return;
    const { direction, format } = column.info;
    const write = (/** @type {number} */ value) => KT.numbers.write(value, format);
    const first = direction === "higher" ? write(of.high) : direction === "lower" ? write(of.low)
      : of.low === of.high ? write(of.low) : KT.text("runs.range", { low: write(of.low), high: write(of.high) });
    cell.append(KT.el("span.best-of", null, first), KT.el("span.spread", { title: KT.text("runs.spread_title", { n: of.count }) }, spread(of)));
  }

  /** Mean and spread, to the second digit of the spread. @param {any} of statistics */
  function spread(of) {
    if (Number.isNaN(of.spread)) return "";
    const places = of.spread ? Math.max(0, 1 - Math.floor(Math.log10(of.spread))) : 0;
    const spec = of.spread && places <= MOST_DIGITS ? `.${places}f` : null;
    return KT.text("runs.spread", { mean: KT.numbers.write(of.mean, spec), spread: KT.numbers.write(of.spread, spec) });
  }

  KT.runs.cells = { make, text, summary };
})();
