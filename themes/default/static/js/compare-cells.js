// @ts-check
/** What stands in the matrix: heads of runs, names of values, the values themselves. */
(function () {
  "use strict";
  const LONG = 20;

  /**
   * @typedef {{ id: string, name: string, url: string, when: number | null, isTitled: boolean, status: string, slot: number, detail: any }} Column a run
   * @typedef {{ row: any, isOpen: boolean, hasMembers: boolean }} Line
   */

  /** The run's mark and name. @param {Column} column */
  const named = (column) => [KT.tray.marker(column.slot), " ", KT.el("a", { href: KT.root + column.url, title: column.id, draggable: "false" }, column.name)];

  /** A run's head; it can be dragged to another's place. @param {Column} column @param {number} at place among the columns @param {number} count */
  function head(column, at, count) {
    const view = KT.compareView;
    /** @param {string} key @param {() => void} act @param {string} [shown] */
    const button = (key, act, shown) => {
      const text = KT.text("compare." + key);
      return KT.el("button.quiet", { type: "button", onclick: act, "data-focus": `${key} ${column.id}`, "aria-label": `${text}: ${column.name}`, title: shown ? text : null }, shown || text);
    };
    const made = KT.el(`th.run-head.run-${column.slot}`, { scope: "col", "aria-colindex": at + 2, draggable: "true" },
      KT.el("div.name", null, ...named(column)),
      KT.el("div.note", null, KT.el("span.place", null, KT.text("compare.place", { n: at + 1, all: count })), " ",
        KT.el(`span.status.status-${column.status}`, null, KT.text("runs.status." + column.status)), " ", column.isTitled && column.when !== null && KT.times.element(column.when)),
      KT.el("div.acts", null,
        at ? button("pin", () => view.pin(column.id)) : KT.el("strong", null, KT.text("compare.baseline")),
        at > 1 && button("earlier", () => view.place(column.id, at - 1), "←"),
        at > 0 && at < count - 1 && button("later", () => view.place(column.id, at + 1), "→"),
        button("remove", () => view.remove(column.id))));
    made.addEventListener("dragstart", (/** @type {DragEvent} */ event) => event.dataTransfer && event.dataTransfer.setData("text/plain", column.id));
    made.addEventListener("dragover", (/** @type {DragEvent} */ event) => event.preventDefault());
    made.addEventListener("drop", (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      const id = event.dataTransfer ? event.dataTransfer.getData("text/plain") : "";
      if (view.order().includes(id) && id !== column.id) view.place(id, at);
    });
    return made;
  }

  /** The head of a group of rows, which folds it. @param {any} item @param {(group: string) => void} fold */
  function group(item, fold) {
    const said = KT.text(item.differ ? "compare.in_group_differ" : "compare.in_group", { n: item.count, differ: item.differ });
    return KT.el("th", { scope: "rowgroup" }, KT.el("div.label", null,
      KT.el("button.quiet.fold", { type: "button", "aria-expanded": String(!item.isFolded), "data-focus": `group ${item.group}`, onclick: () => fold(item.group) }, KT.text("compare.groups." + item.group)),
      " ", KT.el("span.note", null, said)));
  }

  /** The name of a row; a list unfolds by it, all else opens by it. @param {Line} line @param {any} words @param {(row: any) => void} open */
  function name(line, words, open) {
    const { row } = line;
    const label = KT.compareText.labelText(row, words.names);
    const unfold = line.hasMembers && KT.el("button.quiet.fold", {
      type: "button", "aria-expanded": String(line.isOpen), "aria-label": KT.text("compare.members", { name: label }), "data-focus": `members ${row.key}`,
      onclick: () => KT.compareView.toggle("open", row.key, !line.isOpen),
    });
    // Of a long name the end tells most.
    const cut = label.length > LONG ? label.lastIndexOf(".") : -1;
    const shown = cut > 0 ? [KT.el("span.head", null, label.slice(0, cut)), KT.el("span", null, label.slice(cut))] : [label];
    const way = row.metric && KT.text("compare.directions." + row.metric.direction);
    return KT.el(`th.depth-${Math.min(row.depth, 3)}`, { scope: "row" }, KT.el("div.label", null, unfold,
      KT.el("button.quiet.row-name", { type: "button", title: row.metric ? row.path[0] : label, "aria-label": KT.text("compare.detail", { name: label }), "data-focus": `row ${row.key}`, onclick: () => open(row) }, ...shown),
      way && KT.el("span.direction", { title: way }, row.metric.direction === "higher" ? " ↑" : " ↓", row.metric.guessed ? "?" : "", KT.el("span.visually-hidden", null, way))));
  }

  /** The value of a run. @param {any} row @param {any} cell @param {any} base @param {any} words */
  function value(row, cell, base, words) {
    if (cell.state === "unknown") return [KT.el("span.none", null, words.unknown)];
    if (cell.state === "absent") return [KT.el("span.none", { title: KT.text("compare.absent") }, "–")];
    const parts = [KT.el("span.value", null, ...written(row, cell, base))];
    if (cell.best) parts.push(KT.el("span.best-word", null, KT.text("compare.best")));
    const change = KT.compareText.changeText(row, cell, words);
    if (change) parts.push(KT.el(`span.change${cell.better === null ? "" : cell.better ? ".better" : ".worse"}`, null, change));
    return parts;
  }

  /** @param {any} row @param {any} cell @param {any} base @returns {Array<Node | string>} */
  function written(row, cell, base) {
    if (row.kind === "time") return [KT.times.element(Date.parse(cell.value))];
    const text = KT.compareText.valueText(row, cell.value);
    const before = base.state === "value" && typeof base.value !== "number" ? KT.compareText.valueText(row, base.value) : "";
    if (!cell.differs || !before || typeof cell.value === "number") return [text === "" ? '""' : text];
    const parts = KT.compareDiff.newParts(before, text);
    // Where all of it is new, no part is to be pointed at.
    return parts.length < 2 ? [text] : parts.map((/** @type {[boolean, string]} */ [isNew, part]) => (isNew ? KT.el("mark", null, part) : part));
  }

  /** @param {any} row @param {any} cell @param {any} base @param {any} words @param {number} at */
  function cell(row, cell, base, words, at) {
    return KT.el(`td${cell.differs ? ".differs" : ""}${cell.best ? ".best" : ""}`, { "aria-colindex": at + 2 }, ...value(row, cell, base, words));
  }

  /** A row's values in all runs, in full. @param {any} row @param {Column[]} columns @param {any} words */
  function detail(row, columns, words) {
    const title = row.metric ? row.path[0] : KT.compareText.labelText(row, words.names);
    const lines = columns.map((column, at) => KT.el(`tr.run-${column.slot}`, null,
      KT.el("th", { scope: "row" }, ...named(column), at === 0 ? KT.el("span.note", null, " ", words.baseline) : ""),
      KT.el(row.cells[at].differs ? "td.differs" : "td", null, ...value(row, row.cells[at], row.cells[0], words))));
    return KT.artifacts.dialog(title, KT.el("div.scroll", { tabindex: "0", role: "region", "aria-label": title }, KT.el("table.values", null, KT.el("tbody", null, ...lines))));
  }

  KT.compareCells = { head, group, name, cell, detail, named };
})();
