// @ts-check
/** The page of a comparison: any runs, from the hash; everything that is shown stands in its link. */
(function () {
  "use strict";
  const place = /** @type {HTMLElement} */ (document.getElementById("compare"));
  const offer = /** @type {HTMLElement} */ (document.getElementById("offer"));
  const plots = KT.el("section.compare-plots", { id: "plots" });
  const view = KT.compareView;
  /** @type {{ signature: string, columns: any[], comparison: any, lead: any[] } | null} */
  let shown = null;
  /** @type {HTMLDialogElement | null} */
  let large = null;
  let turn = 0;
  const parts = {
    said: KT.el("div"), lead: KT.el("div.compare-lead"), bar: KT.el("div.bar.compare-bar"), status: KT.el("p.note", { role: "status" }), take: KT.el("div.take"), matrix: KT.el("div"), plots,
  };
  /** @type {any} */
  let matrix = null;
  /** @type {any} */
  let blocks = [];
  /** @type {any} */
  let picker = null;

  /** @param {any} table @param {string[]} ids */
  async function columnsOf(table, ids) {
    const details = await KT.data.details(ids);
    const picked = KT.tray.picked();
    const rows = ids.map((id) => table.row(id));
    const names = rows.map((row) => table.name(row));
    return ids.map((id, at) => {
      // Two that are called alike are told apart by their ids.
      const name = names.indexOf(names[at]) === names.lastIndexOf(names[at]) ? names[at] : id;
      const row = rows[at];
      return { id, row, name, url: table.page(row), when: table.value("when", row), isTitled: Boolean(table.value("title", row)), status: table.value("status", row), slot: picked.indexOf(id) % KT.tray.SLOTS, detail: details.get(id) };
    });
  }

  async function draw() {
    const now = ++turn;
    const order = view.order();
    offer.hidden = order.length > 0;
    place.hidden = !order.length;
    const table = await KT.data.runs();
    if (now !== turn) return;
    if (!parts.bar.hasChildNodes()) begin(table);
    // The box goes where it is wanted: into the bar, or above the runs that are offered.
    if (order.length) /** @type {Element} */ (parts.bar.querySelector("#filter")).after(picker);
    else if (table.length) /** @type {Element} */ (offer.querySelector(".lead")).after(picker);
    const known = order.filter((/** @type {string} */ id) => table.row(id) >= 0);
    said(order.filter((/** @type {string} */ id) => !known.includes(id)), known);
    const signature = JSON.stringify([known, KT.tray.picked()]);
    if (!known.length) return forget();
    if (!shown || shown.signature !== signature) {
      const columns = await columnsOf(table, known);
      if (now !== turn) return;
      compare(table, columns, signature);
    }
    update();
  }

  /** @param {any} table @param {any[]} columns @param {string} signature */
  function compare(table, columns, signature) {
    const comparison = KT.comparison.compare(columns.map((column) => column.detail), (/** @type {string} */ name) => table.info.get("metrics." + name));
    shown = { signature, columns, comparison, lead: KT.compareLead.lines(comparison, columns, table.index.headline) };
    blocks = KT.comparePlots.draw(plots, columns);
  }

  function forget() {
    shown = null;
    for (const part of [parts.lead, parts.status]) part.replaceChildren();
    parts.matrix.hidden = true;
    plots.hidden = true;
  }

  /** What the link names that is not there. @param {string[]} missing @param {string[]} known */
  function said(missing, known) {
    parts.said.replaceChildren(...(missing.length ? [KT.el("p.warn", null, KT.text("compare.missing", { n: missing.length, ids: missing.join(", ") }), " ",
      KT.el("button", { type: "button", onclick: () => KT.tray.set(known, { push: true }) }, KT.text("compare.forget")))] : []));
  }

  /** Everything that follows the link without comparing anew. */
  function update() {
    if (!shown) return;
    const { columns, comparison } = shown;
    const rows = visible(comparison.rows);
    const words = view.words();
    parts.matrix.hidden = false;
    parts.lead.replaceChildren(...shown.lead);
    parts.status.textContent = statusOf(comparison, rows, words);
    matrix.show({ columns, items: itemsOf(rows), words, fold, open: (/** @type {any} */ row) => KT.compareCells.detail(row, columns, words) });
    /** @type {HTMLInputElement} */ (document.getElementById("only")).checked = view.only();
    const filter = /** @type {HTMLInputElement} */ (document.getElementById("filter"));
    if (filter !== document.activeElement) filter.value = view.filter();
    enlarge(columns);
  }

  /** @param {any[]} rows those that are wanted; folded ones too */
  function visible(rows) {
    const wanted = view.filter().toLowerCase();
    const names = view.words().names;
    return rows.filter((row) => (!view.only() || row.differs) && (!wanted || searched(row, names).includes(wanted)));
  }

  /** What of a row is searched in: its name and all of its values. @param {any} row @param {any} names @returns {string} */
  function searched(row, names) {
    row.searched ??= [...new Set([row.label, row.path.join("."), KT.compareText.labelText(row, names),
      ...row.cells.map((/** @type {any} */ cell) => (cell.state !== "value" ? "" : typeof cell.value === "number" ? cell.value : KT.compareText.valueText(row, cell.value)))])].join("\n").toLowerCase();
    return row.searched;
  }

  /** @param {any} comparison @param {any[]} rows @param {any} words */
  function statusOf(comparison, rows, words) {
    const shownCount = KT.text("compare.shown", { n: rows.length });
    const none = view.filter() ? KT.text("compare.not_found") : KT.text("compare.nothing");
    const cut = comparison.cut.map((/** @type {string} */ group) => words.groups[group]).join(", ");
    return (rows.length ? shownCount : none) + (cut ? " " + KT.text("compare.cut", { groups: cut }) : "");
  }

  /** Heads of groups and, where they are unfolded, their rows. @param {any[]} rows */
  function itemsOf(rows) {
    const folded = new Set(KT.state.list("fold"));
    const open = new Set(KT.state.list("open"));
    const lists = new Set(rows.map((row) => row.parent).filter(Boolean));
    /** @type {any[]} */
    const items = [];
    for (const group of KT.comparison.GROUPS) {
      const own = rows.filter((row) => row.group === group);
      if (!own.length) continue;
      items.push({ group, count: own.length, differ: own.filter((row) => row.differs).length, isFolded: folded.has(group) });
      if (folded.has(group)) continue;
      const reachable = new Set();
      for (const row of own) {
        if (row.parent && !(reachable.has(row.parent) && open.has(row.parent))) continue;
        reachable.add(row.key);
        items.push({ row, isOpen: open.has(row.key), hasMembers: lists.has(row.key) });
      }
    }
    return items;
  }

  /** @param {string} group */
  const fold = (group) => view.toggle("fold", group, !KT.state.list("fold").includes(group));

  /** The dialog that the link asks for. @param {any[]} columns */
  function enlarge(columns) {
    const wanted = blocks.find((/** @type {any} */ block) => block.key === KT.state.get("plot"));
    const isOpen = large && large.open;
    if (!wanted && isOpen && large) large.close();
    if (wanted && !isOpen) large = KT.comparePlots.expand(wanted, columns);
  }

  /** What is made once. @param {any} table */
  function begin(table) {
    const only = KT.el("input", { type: "checkbox", id: "only", onchange: (/** @type {Event} */ event) => KT.state.set({ only: /** @type {HTMLInputElement} */ (event.target).checked ? "1" : null }, { push: true }) });
    const filter = KT.el("input", { type: "search", id: "filter", placeholder: KT.text("compare.filter"), "aria-label": KT.text("compare.filter"), oninput: (/** @type {Event} */ event) => KT.state.set({ filter: /** @type {HTMLInputElement} */ (event.target).value || null }) });
    /** @param {string} key @param {() => void} act */
    const button = (key, act) => KT.el("button", { type: "button", onclick: act }, KT.text("compare." + key));
    parts.bar.replaceChildren(
      KT.el("label", { for: "only" }, only, " ", KT.text("compare.only")), filter);
    parts.take.replaceChildren(
      button("link", () => KT.shell.copy(location.href)), button("markdown", () => KT.shell.copy(take("md"))),
      button("csv", () => KT.shell.download("comparison.csv", "text/csv", take("csv"))), button("json", () => KT.shell.download("comparison.json", "application/json", take("json"))));
    picker = KT.comparePick.box(table);
    matrix = new KT.compareGrid.Matrix(parts.matrix);
    place.replaceChildren(parts.said, parts.lead, parts.bar, KT.el("div.compare-row", null, parts.status, parts.take), parts.matrix, plots);
    KT.keys.add("/", KT.text("shell.key_filter"), () => filter.focus());
  }

  /** What is seen, to take along. @param {"md" | "csv" | "json"} form */
  function take(form) {
    if (!shown) return "";
    const { comparison, columns } = shown;
    const rows = visible(comparison.rows).filter((row) => !KT.state.list("fold").includes(row.group));
    const ids = columns.map((column) => column.id);
    if (form === "csv") return KT.compareText.toCsv(ids, rows);
    if (form === "json") return KT.compareText.toJson(comparison, ids, rows);
    return KT.compareText.toMarkdown(comparison, columns.map((column) => column.name), rows, view.words());
  }

  offer.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-add]");
    if (button instanceof HTMLElement) KT.tray.set([...KT.tray.picked(), button.dataset.add || ""], { push: true });
  });
  addEventListener("kt:theme", () => { if (shown) blocks = KT.comparePlots.draw(plots, shown.columns); });

  const redraw = () => { draw().catch((error) => { place.hidden = false; place.replaceChildren(KT.el("p.warn", null, error.message)); }); };
  KT.state.onChange(redraw);
  redraw();
})();
