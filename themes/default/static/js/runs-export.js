// @ts-check
/** The runs that are seen, in their order and with their columns, as a file to keep. */
(function () {
  "use strict";
  // A spreadsheet takes a text that begins so for a formula.
  const FORMULA = /^[=+\-@\t\r]/;

  /** @param {any} table @param {ArrayLike<number>} rows @param {any[]} infos @param {any} job @returns {Promise<string>} */
  async function csv(table, rows, infos, job) {
    const lines = [["id", ...infos.map((info) => info.id)].map(field).join(",")];
    await job.each(rows.length, (/** @type {number} */ at) => {
      const row = rows[at];
      lines.push([table.value("id", row), ...infos.map((info) => plain(info, table.value(info.id, row)))].map(field).join(","));
    });
    return lines.join("\r\n") + "\r\n";
  }

  /** @param {any} table @param {ArrayLike<number>} rows @param {any[]} infos @param {any} job @returns {Promise<string>} */
  async function json(table, rows, infos, job) {
    /** @type {string[]} */
    const objects = [];
    await job.each(rows.length, (/** @type {number} */ at) => {
      const row = rows[at];
      const pairs = infos.map((info) => [info.id, portable(info, table.value(info.id, row))]).filter(([, value]) => value !== null);
      objects.push(JSON.stringify(Object.fromEntries([["id", table.value("id", row)], ...pairs])));
    });
    return "[\n" + objects.join(",\n") + "\n]\n";
  }

  /** @param {any} info @param {any} value */
  function portable(info, value) {
    if (value === null) return null;
    if (info.kind === "time") return new Date(value).toISOString();
    // JSON has no word for these; the run's own file writes them so too.
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  }

  /** @param {any} info @param {any} value */
  function plain(info, value) {
    const found = portable(info, value);
    return Array.isArray(found) ? found.join(" ") : found;
  }

  /** @param {any} value */
  function field(value) {
    if (value === null) return "";
    if (typeof value !== "string") return String(value);
    const said = FORMULA.test(value) && !isNumeral(value) ? "'" + value : value;
    return /[",\r\n]/.test(said) ? `"${said.replaceAll('"', '""')}"` : said;
  }

  /** `-Infinity` is a number here. @param {string} value */
  const isNumeral = (value) => value === "-Infinity";

  KT.runs.exports = { csv, json };
})();
