// @ts-check
/** The rows of the runs table and its head, as elements. */
(function () {
  "use strict";
  const { cells, columns } = KT.runs;
  const WIDEST_NAME = 38;
  const NARROWEST_NAME = 18;
  const ROOM_FOR_BOX = 5;
  const ROOM_FOR_TIME = 18;
  const SAMPLE = 200;
  const LETTERS_IN_HEAD = 15;

  /** @param {any} content @param {number} row @returns {HTMLElement} */
  function run(content, row) {
    const { table } = content;
    const id = table.value("id", row);
    const name = table.name(row);
    const box = KT.el("input", { type: "checkbox", "data-pick": id, "aria-label": KT.text("runs.pick", { run: name }) });
    const link = KT.el("a", { href: KT.root + table.page(row), title: `${name} (${id})` }, name);
    const head = KT.el("th", { scope: "row" }, KT.el("label.pick", null, box), link);
    const when = table.value("when", row);
    if (!namesTime(content) && when !== null && table.value("title", row)) head.append(KT.el("span.note", null, KT.times.element(when)));
    const node = KT.el("tr", { tabindex: "-1" }, head);
    for (const column of content.columns) node.append(cell(content, column, row));
    picked(node, id);
    return node;
  }

  /** Whether there is a column of its own for the time. @param {any} content */
  const namesTime = (content) => content.infos.some((/** @type {any} */ info) => info.id === "when");

  /** @param {any} content @param {any} column @param {number} row */
  function cell(content, column, row) {
    const node = KT.el(column.right ? "td.right" : "td");
    column.fill(node, row);
    const best = content.best.get(column.info.id);
    if (best !== undefined && content.table.value(column.info.id, row) === best) {
      node.classList.add("best");
      node.title = KT.text("runs.best_title");
      node.append(KT.el("span.visually-hidden", null, ` (${KT.text("runs.best_word")})`));
    }
    return node;
  }

  /** Show on a row whether its run is picked, by the colour and the marker that it has everywhere. @param {HTMLElement} row @param {string} id */
  function picked(row, id) {
    const slot = KT.tray.slot(id);
    const head = /** @type {HTMLElement} */ (row.firstElementChild);
    const box = /** @type {HTMLInputElement} */ (row.querySelector("input"));
    box.checked = slot >= 0;
    row.className = slot >= 0 ? `picked run-${slot}` : "";
    const before = head.querySelector(".marker");
    if (before) before.remove();
    if (slot >= 0) /** @type {Element} */ (box.parentElement).after(KT.tray.marker(slot));
  }

  /** @param {any} content @param {number} number @returns {HTMLElement} */
  function group(content, number) {
    const one = content.groups[number];
    const open = content.open.has(one.label);
    const button = KT.el("button.quiet", {
      type: "button", "aria-expanded": String(open), title: KT.text(open ? "runs.close" : "runs.open", { group: one.label }),
    }, KT.el(one.missing ? "span.none" : "span.label", null, one.label));
    const head = KT.el("th", { scope: "row" }, button, KT.el("span.count", null, KT.text("runs.group_of", { n: one.rows.length })));
    const node = KT.el("tr.group", null, head);
    for (const column of content.columns) {
      const td = KT.el(column.right ? "td.right" : "td");
      if (column.measured) cells.summary(td, column, one.of.get(column.info.id));
      node.append(td);
    }
    return node;
  }

  /** @param {any} content @param {any} on @returns {HTMLElement[]} */
  function heads(content, on) {
    const all = KT.el("input", { type: "checkbox", id: "pick-all", "aria-label": KT.text("runs.pick_all"), onchange: (/** @type {Event} */ event) => on.pickAll(/** @type {HTMLInputElement} */ (event.target).checked) });
    const names = content.columns.map((/** @type {any} */ column) => column.label);
    const first = head(content, { info: content.run, label: KT.text("runs.columns.run"), right: false }, names, on);
    first.prepend(KT.el("label.pick", null, all));
    return [first, ...content.columns.map((/** @type {any} */ column) => head(content, column, names, on))];
  }

  /** @param {any} content @param {any} column @param {string[]} names of all columns @param {any} on */
  function head(content, column, names, on) {
    const { info } = column;
    const place = content.sort.findIndex((/** @type {any} */ key) => key.id === info.id);
    const key = content.sort[place];
    const marks = key ? [
      KT.el("span.sorted", { "aria-hidden": "true" }, (key.down ? "↓" : "↑") + (content.sort.length > 1 ? place + 1 : "")),
      KT.el("span.visually-hidden", null, `, ${KT.text(key.down ? "runs.sorted_down" : "runs.sorted_up")}`),
    ] : [];
    const button = KT.el("button.sort", {
      type: "button", title: `${info.id}\n${KT.text("runs.sort_hint")}`,
      onclick: (/** @type {MouseEvent} */ event) => on.sort(info.id, event.shiftKey),
    }, ...columns.parts(column.label, LETTERS_IN_HEAD, names), ...marks);
    const node = KT.el(column.right ? "th.right" : "th", { scope: "col", "aria-sort": place === 0 ? (key.down ? "descending" : "ascending") : null }, button);
    if (column.measured) node.append(...below(info));
    return node;
  }

  /** The unit and the direction. @param {any} info */
  function below(info) {
    const said = [];
    if (info.unit) said.push(KT.el("span.unit", null, info.unit), " ");
    if (info.direction === "higher" || info.direction === "lower") {
      said.push(KT.el("span.direction", { title: KT.text(info.guessed ? "runs.guessed" : "runs.configured") }, KT.text("runs.directions." + info.direction) + (info.guessed ? "?" : "")));
    }
    return said;
  }

  /** @param {any} content @param {number} row */
  function nameLength(content, row) {
    const { table } = content;
    const title = table.value("title", row);
    return title && !namesTime(content) ? title.length + ROOM_FOR_TIME : table.name(row).length;
  }

  /** How wide the column of the names is. @param {any} content */
  function runWidth(content) {
    const { items, groups } = content;
    let width = NARROWEST_NAME;
    for (let at = 0; at < Math.min(items.length, SAMPLE); at += 1) {
      width = Math.max(width, items[at] < 0 ? groups[-1 - items[at]].label.length + 2 : nameLength(content, items[at]));
    }
    return Math.min(WIDEST_NAME, width) + ROOM_FOR_BOX;
  }

  KT.runs.rows = { run, group, heads, picked, runWidth };
})();
