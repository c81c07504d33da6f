// @ts-check
/**
 * Draws a run that has no page of its own, from the chunk that it is in. The address says
 * which: `run.html#chunk=…&run=…`, as Table.page in data.js has it.
 */
(function () {
  "use strict";
  const place = document.getElementById("older"), said = document.getElementById("said"), name = document.getElementById("name");
  if (!place || !said || !name) return;
  const main = place, note = said, heading = name, { el, text } = KT;
  const GROUPS = ["metrics", "params", "json", "run", "environment", "pipeline", "inputs"];
  let drawn = "";

  /** @typedef {{ id: string, facts: any, table: any, row: number }} Found */

  /** @param {string} id @returns {Promise<Found | null>} */
  async function find(id) {
    const index = await KT.data.index();
    const number = Number(KT.state.get("chunk"));
    const chunk = index.chunks[number];
    if (chunk) {
      const [part, details] = await Promise.all([KT.data.load(chunk.runs, chunk.runs), KT.data.load(chunk.details, chunk.details)]);
      const table = new KT.data.Table(index, [part], number);
      if (Object.hasOwn(details, id)) return { id, facts: details[id], table, row: table.row(id) };
    }
    // A later build may have put it into another chunk.
    const [table, details] = await Promise.all([KT.data.runs(), KT.data.details([id])]);
    return details.has(id) ? { id, facts: details.get(id), table, row: table.row(id) } : null;
  }

  async function draw() {
    const id = KT.state.get("run") || "";
    if (drawn && id === drawn) return;
    drawn = id;
    main.replaceChildren();
    note.textContent = id ? "" : text("older.none");
    if (!id) return;
    const found = await find(id);
    if (id !== drawn) return;
    if (!found) note.textContent = text("older.unknown", { id });
    else await show(found);
  }

  /** @param {Found} found */
  async function show(found) {
    const { facts, table } = found;
    head(found);
    main.append(actions(found), el("p.note", null, text("older.why")));
    for (const group of GROUPS) {
      const rows = [...leaves(facts[group], "", group === "params" || group === "json")];
      if (rows.length) main.append(section(group, rows, table.info));
    }
    const files = Object.entries(facts.plots || {}).flatMap(([dataset, shown]) => shown.map((/** @type {any} */ one) =>
      el("li", null, el("a", { href: KT.root + (one.raw || one.url) }, `${dataset} ${one.name}`))));
    if (files.length) main.append(el("section", { id: "plots" }, el("h2", null, text("compare.plots")), el("ul", null, ...files)));
    await neighbours(found);
  }

  /** @param {Found} found */
  function head({ table, row, facts }) {
    const title = table.value("title", row), when = table.value("when", row), status = table.value("status", row);
    heading.textContent = title || (when === null ? table.value("id", row) : text("older.untitled", { when: KT.times.human(when) }));
    document.title = `${heading.textContent} · ${table.index.title}`;
    main.append(el("p.meta", null,
      el(`span.status.status-${status}`, null, text(`runs.status.${status}`)),
      when !== null && " · ", when !== null && KT.times.element(when),
      facts.run.user && ` · ${facts.run.user}`,
      facts.run.node && ` · ${text("older.failed", { node: facts.run.node })}`));
  }

  /** @param {Found} found */
  function actions({ id, table, row }) {
    const box = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", "data-pick": id }));
    box.checked = KT.tray.has(id);
    return el("p.bar.actions", null,
      el("label", null, box, " " + text("older.pick")),
      el("a", { href: `${KT.root}compare.html#runs=${encodeURIComponent(id)}` }, text("older.compare")),
      el("a", { href: KT.root + table.own(row).replace(/html$/, "json"), download: true }, text("older.raw")));
  }

  /** @param {string} group @param {[string, any][]} rows @param {Map<string, any>} info */
  function section(group, rows, info) {
    const lines = rows.map(([path, value]) => {
      const metric = group === "metrics" ? info.get(`metrics.${path}`) : null;
      return el("tr", null, el("th", { scope: "row", title: path }, metric ? metric.label : path), el("td", null, written(value, metric)));
    });
    return el("section", { id: group }, el("h2", null, text(`compare.groups.${group}`)), el("table.parameters", null, el("tbody", null, ...lines)));
  }

  /** @param {any} value @param {any} metric @returns {string} */
  function written(value, metric) {
    if (metric) return KT.numbers.write(Number(value), metric.format) + (metric.unit ? ` ${metric.unit}` : "");
    if (typeof value === "number") return KT.numbers.write(value);
    return typeof value === "string" ? value : JSON.stringify(value);
  }

  /**
   * The leaves of nested facts by their path.
   * @param {any} value @param {string} path @param {boolean} withNull whether null is a value like others
   * @returns {Generator<[string, any]>}
   */
  function* leaves(value, path, withNull) {
    if (value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length) {
      for (const [key, inner] of Object.entries(value)) yield* leaves(inner, path ? `${path}.${key}` : key, withNull);
    } else if (path && (value !== null || withNull)) yield [path, value];
  }

  /** @param {Found} found */
  async function neighbours({ table, row }) {
    lead("earlier", "prev", await beside(table, row - 1, table.first - 1));
    lead("later", "next", await beside(table, row + 1, table.first + table.parts.length));
  }

  /** @param {any} table @param {number} row @param {number} next the chunk to look in where the table ends @returns {Promise<string | null>} */
  async function beside(table, row, next) {
    if (row >= 0 && row < table.length) return table.page(row);
    const chunk = table.index.chunks[next];
    if (!chunk) return null;
    const other = new KT.data.Table(table.index, [await KT.data.load(chunk.runs, chunk.runs)], next);
    return other.page(row < 0 ? other.length - 1 : 0);
  }

  /** @param {string} id @param {string} rel @param {string | null} page */
  function lead(id, rel, page) {
    const old = document.getElementById(id);
    if (old) old.replaceWith(page ? el("a", { id, rel, href: KT.root + page }, old.textContent) : el("span.none", { id }, old.textContent));
  }

  const start = () => { draw().catch((error) => { note.textContent = error.message; }); };
  KT.state.onChange(start);
  start();
})();
