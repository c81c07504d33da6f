// @ts-check
/**
 * How a comparison is written: as Markdown for a pull request, CSV, JSON. The twin of
 * `kedro_track/analysis/compare_text.py`; both are held to `tests/vectors/compare.json`.
 *
 * @typedef {{ groups: Record<string, string>, names: Record<string, string>, baseline: string, better: string, worse: string, unknown: string }} Words
 */
(function () {
  "use strict";
  const NONE = "\u2013";
  const LONGEST = 300;
  const SHORT = 80;
  const UNITS = ["kB", "MB", "GB", "TB"];
  /** @type {Record<string, string>} */
  const ENTITIES = { "@": "&#64;", "<": "&lt;", ">": "&gt;", "&": "&amp;" };

  /** A table that forges draw; nothing in it is read as markup. @param {any} comparison @param {string[]} names @param {any[]} rows @param {Words} words */
  function toMarkdown(comparison, names, rows, words) {
    const heads = names.map((name, at) => markdown(name) + (at === comparison.baseline ? ` (${words.baseline})` : ""));
    const lines = [["", ...heads], ["---", ...names.map(() => "---")]];
    const all = told(rows);
    for (const group of KT.comparison.GROUPS) {
      const own = all.filter((row) => row.group === group);
      if (own.length) lines.push([`**${words.groups[group]}**`, ...names.map(() => "")]);
      for (const row of own) lines.push([markdown(indented(row, words)), ...row.cells.map((/** @type {any} */ cell) => markdownCell(row, cell, words))]);
    }
    return lines.map((line) => `| ${line.join(" | ")} |\n`).join("");
  }

  /** A line for each row, at full precision. @param {string[]} ids @param {any[]} rows */
  function toCsv(ids, rows) {
    const lines = rows.map((row) => [row.group, row.path.join("."), ...row.cells.map(csvValue)]);
    return [["group", "name", ...ids], ...lines].map((line) => line.map(field).join(",") + "\r\n").join("");
  }

  /** @param {any} comparison @param {string[]} ids @param {any[]} rows */
  function toJson(comparison, ids, rows) {
    const head = { runs: ids, baseline: ids[comparison.baseline] };
    const lines = rows.map((row) => "  " + jsonText(entry(row, ids))).join(",\n");
    return `${jsonText(head).slice(0, -1)}, "rows": [\n${lines}\n]}\n`;
  }

  /** One value as people read it; times stay in ISO 8601. @param {any} row @param {any} value @returns {string} */
  function valueText(row, value) {
    if (typeof value === "string") return value;
    if (typeof value !== "number") return jsonText(value);
    if (row.kind === "place") return `#${value}`;
    if (row.kind === "duration") return KT.times.duration(value);
    if (row.kind === "bytes") return size(value);
    if (!row.metric && Math.abs(value) >= 2 ** 53) return jsonText(value);
    return KT.numbers.write(value, row.metric ? row.metric.format : null);
  }

  /** `+0.02 (+5%) better`; empty without a change of a number. @param {any} row @param {any} cell @param {Words} words */
  function changeText(row, cell, words) {
    if (cell.delta === null) return "";
    const parts = [deltaText(row, cell.delta)];
    if (cell.ratio !== null) parts.push(`(${KT.numbers.ratio(cell.ratio)})`);
    if (cell.better !== null) parts.push(cell.better ? words.better : words.worse);
    return parts.join(" ");
  }

  /** All but the members of lists that are told as a whole. @param {any[]} rows */
  function told(rows) {
    const short = new Set();
    return rows.filter((row) => {
      const isShort = row.kind === "list" && row.cells.every((/** @type {any} */ cell) => [...jsonText(cell.value)].length <= SHORT);
      const isMember = row.parent !== null && short.has(row.parent);
      if (isShort || isMember) short.add(row.key);
      return !isMember;
    });
  }

  /** @param {any} row @param {number} delta */
  function deltaText(row, delta) {
    if (row.kind !== "duration" && row.kind !== "bytes") return KT.numbers.delta(delta, row.metric ? row.metric.format : null);
    return (delta > 0 ? "+" : "\u2212") + (row.kind === "duration" ? KT.times.duration(Math.abs(delta)) : size(Math.abs(delta)));
  }

  /** `812 B`, `3.4 kB`, `1.2 MB` (powers of 1024). @param {number} count */
  function size(count) {
    if (count < 1024) return `${count} B`;
    let unit = -1;
    while (count >= 1024 && unit < UNITS.length - 1) {
      count /= 1024;
      unit += 1;
    }
    return `${KT.numbers.short(count)} ${UNITS[unit]}`;
  }

  /** JSON on one line; NaN and infinities as texts; a map keeps its order. @param {any} value @returns {string} */
  function jsonText(value) {
    if (Array.isArray(value)) return `[${value.map(jsonText).join(", ")}]`;
    if (value !== null && typeof value === "object") return `{${[...(value instanceof Map ? value : Object.entries(value))].map(([key, inner]) => `${jsonText(key)}: ${jsonText(inner)}`).join(", ")}}`;
    return typeof value === "number" && !Number.isFinite(value) ? `"${value}"` : JSON.stringify(value);
  }

  /** @param {any} row @param {Words} words */
  const indented = (row, words) => "\u00a0\u00a0".repeat(row.depth) + labelText(row, words.names);

  /** What a row is called. @param {any} row @param {Record<string, string>} names @returns {string} */
  function labelText(row, names) {
    const { path, group } = row;
    if (row.depth || ["params", "metrics", "json"].includes(group)) return row.label;
    /** @param {string} key */
    const name = (key) => (Object.hasOwn(names, key) ? names[key] : key);
    if (path.length === 1) return name(path[0]);
    if (group === "environment" || path[0] === "filters") return path.slice(1).join(".");
    const part = path[path.length - 1];
    return path[0] === "seconds" ? `${path[1]}: ${name("seconds")}` : `${group === "inputs" ? path[0] : path[1]}: ${name(part)}`;
  }

  /** @param {any} row @param {any} cell @param {Words} words */
  function markdownCell(row, cell, words) {
    if (cell.state !== "value") return cell.state === "unknown" ? words.unknown : NONE;
    const text = markdown(valueText(row, cell.value));
    return [cell.best ? `**${text}**` : text, changeText(row, cell, words)].filter(Boolean).join(" ");
  }

  /** A text of which nothing is read as Markdown, on one line. @param {string} text */
  function markdown(text) {
    const letters = [...text];
    const shown = letters.length <= LONGEST ? text : letters.slice(0, LONGEST).join("") + "\u2026";
    return shown.replace(/[ \t\r\n\f\v]+/g, " ").replace(/[\\`*_[\]<>|#~@&]/g, (mark) => ENTITIES[mark] || "\\" + mark);
  }

  /** @param {any} cell */
  function csvValue(cell) {
    if (cell.state !== "value") return "";
    return typeof cell.value === "string" ? cell.value : jsonText(cell.value).replace(/^"|"$/g, "");
  }

  /** A field that no spreadsheet takes for a formula. @param {string} text */
  function field(text) {
    const isNumber = /^(-?[0-9.]+(e[+-][0-9]+)?|-Infinity)$/.test(text);
    const said = /^[=+\-@\t\r]/.test(text) && !isNumber ? "'" + text : text;
    return /[",\r\n]/.test(said) ? `"${said.replaceAll('"', '""')}"` : said;
  }

  /** @param {any} row @param {string[]} ids */
  function entry(row, ids) {
    /** @param {string} name @param {(cell: any) => boolean} has */
    const byRun = (name, has) => new Map(ids.map((id, at) => /** @type {[string, any]} */ ([id, row.cells[at]])).filter(([, cell]) => has(cell)).map(([id, cell]) => [id, cell[name]]));
    return {
      group: row.group, name: row.label, path: row.path, differs: row.differs, ...(row.metric ? { direction: row.metric.direction || "none" } : {}),
      values: byRun("value", (cell) => cell.state === "value"), deltas: byRun("delta", (cell) => cell.delta !== null),
    };
  }

  KT.compareText = { toMarkdown, toCsv, toJson, valueText, changeText, deltaText, jsonText, labelText };
})();
