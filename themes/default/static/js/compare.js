// @ts-check
/** The comparison page: `#runs=a,b&baseline=a&only=1`. Everything it shows is in the hash. */
(function () {
  "use strict";
  const place = /** @type {HTMLElement} */ (document.getElementById("compare"));
  const offer = /** @type {HTMLElement} */ (document.getElementById("offer"));
  let drawing = 0;

  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-add]");
    if (button instanceof HTMLElement) KT.tray.set([...KT.tray.picked(), button.dataset.add || ""], { push: true });
  });

  /** @param {any} value @param {string | null} [format] */
  function written(value, format) {
    if (value === null) return "–";
    if (typeof value === "number") return KT.numbers.write(value, format);
    return typeof value === "string" ? value : JSON.stringify(value);
  }

  /** @param {any} cell @param {any} metric */
  function changed(cell, metric) {
    if (cell.delta === null) return null;
    const tone = cell.better === null ? "" : cell.better ? ".better" : ".worse";
    const words = [KT.numbers.delta(cell.delta, metric ? metric.format : null)];
    if (cell.ratio !== null) words.push(`(${KT.numbers.ratio(cell.ratio)})`);
    if (cell.better !== null) words.push(KT.text(cell.better ? "compare.better" : "compare.worse"));
    return KT.el(`span.change${tone}`, null, " ", words.join(" "));
  }

  async function draw() {
    const turn = ++drawing;
    const picked = KT.tray.picked();
    offer.hidden = picked.length > 0;
    place.hidden = picked.length === 0;
    if (!picked.length) { place.replaceChildren(); return; }
    const table = await KT.data.runs();
    const baseline = KT.state.get("baseline");
    const ordered = baseline && picked.includes(baseline) ? [baseline, ...picked.filter((/** @type {string} */ id) => id !== baseline)] : picked;
    const known = ordered.filter((/** @type {string} */ id) => table.row(id) >= 0);
    const details = await KT.data.details(known);
    if (turn !== drawing) return;
    const runs = known.map((/** @type {string} */ id) => {
      const row = table.row(id);
      return { ...details.get(id), id, row, status: table.column("status")[row], duration: table.column("duration")[row] };
    });
    const unknown = ordered.filter((/** @type {string} */ id) => !known.includes(id));
    const only = KT.state.get("only") === "1";
    const rows = KT.comparison.compare(runs, (/** @type {string} */ name) => table.info.get("metrics." + name));
    const shown = only ? rows.filter((/** @type {any} */ row) => row.differs) : rows;
    place.replaceChildren(...[
      unknown.length ? KT.el("p.warn", null, KT.text("compare.missing", { n: unknown.length, ids: unknown.join(", ") })) : "",
      KT.el("p.lead", null, KT.text("compare.answer", { all: rows.length, n: rows.filter((/** @type {any} */ row) => row.differs).length })),
      bar(table, runs, shown, only),
      runs.length ? matrix(table, runs, shown) : "",
      plots(table, runs),
    ].filter((part) => part !== ""));
    if (KT.figures) KT.figures.watch(place);
  }

  /** @param {any} table @param {any[]} runs @param {any[]} rows @param {boolean} only */
  function bar(table, runs, rows, only) {
    const box = KT.el("input", { type: "checkbox", id: "only", onchange: () => KT.state.set({ only: only ? null : "1" }, { push: true }) });
    /** @type {HTMLInputElement} */ (box).checked = only;
    const add = KT.el("select", { "aria-label": KT.text("compare.add"), onchange: (/** @type {Event} */ event) => {
      const id = /** @type {HTMLSelectElement} */ (event.target).value;
      if (id) KT.tray.set([...KT.tray.picked(), id], { push: true });
    } }, KT.el("option", { value: "" }, KT.text("compare.add")));
    for (let row = table.length - 1; row >= Math.max(0, table.length - 500); row--) {
      const id = table.ids[row];
      if (!KT.tray.has(id)) add.append(KT.el("option", { value: id }, table.name(row)));
    }
    return KT.el("div.bar", null,
      KT.el("label", { for: "only" }, box, " ", KT.text("compare.only")), add,
      KT.el("span.note.grow", { role: "status" }, rows.length ? KT.text("compare.shown", { n: rows.length }) : KT.text("compare.nothing")),
      KT.el("button", { type: "button", onclick: () => KT.shell.copy(markdown(table, runs, rows)) }, KT.text("compare.markdown")),
      KT.el("button", { type: "button", onclick: () => KT.shell.download("comparison.csv", "text/csv", csv(runs, rows)) }, KT.text("compare.csv")),
      KT.el("button", { type: "button", onclick: () => KT.shell.download("comparison.json", "application/json", json(runs, rows)) }, KT.text("compare.json")));
  }

  /** @param {any} table @param {any[]} runs @param {any[]} rows */
  function matrix(table, runs, rows) {
    const heads = runs.map((run, at) => KT.el(`th.run-${KT.tray.slot(run.id)}`, { scope: "col", title: run.id },
      KT.tray.marker(KT.tray.slot(run.id)), " ", KT.el("a", { href: KT.root + table.page(run.row) }, table.name(run.row)),
      KT.el("div.acts", null,
        at === 0 ? KT.el("span.note", null, KT.text("compare.baseline"))
          : KT.el("button.quiet", { type: "button", onclick: () => KT.state.set({ baseline: run.id }, { push: true }) }, KT.text("compare.pin")),
        KT.el("button.quiet", { type: "button", onclick: () => KT.tray.set(KT.tray.picked().filter((/** @type {string} */ id) => id !== run.id), { push: true }) }, KT.text("compare.remove")))));
    const bodies = KT.comparison.GROUPS.map((/** @type {string} */ group) => {
      const own = rows.filter((row) => row.group === group);
      return own.length ? KT.el("tbody", null,
        KT.el("tr", null, KT.el("th.group", { scope: "rowgroup", colspan: runs.length + 1 }, KT.text("compare.groups." + group))),
        ...own.map((row) => line(row, runs))) : null;
    });
    return KT.el("div.matrix-box", { tabindex: "0", role: "region", "aria-label": KT.text("compare.value") },
      KT.el("table.matrix", null, KT.el("thead", null, KT.el("tr", null, KT.el("th", { scope: "col" }, KT.text("compare.value")), ...heads)), ...bodies));
  }

  /** @param {any} row @param {any[]} runs */
  function line(row, runs) {
    const label = row.metric ? row.metric.label : row.name;
    return KT.el(row.differs ? "tr.differs" : "tr", null, KT.el("th", { scope: "row", title: row.name }, label),
      ...row.cells.map((/** @type {any} */ cell) => KT.el(cell.best && runs.length > 1 ? "td.best" : "td", null,
        KT.el(cell.value === null ? "span.none" : "span", null, written(cell.value, row.metric && row.metric.format)), changed(cell, row.metric))));
  }

  /** Plots of the same dataset side by side; expanding one shows it for all runs. @param {any} table @param {any[]} runs */
  function plots(table, runs) {
    const names = [...new Set(runs.flatMap((run) => Object.keys(run.plots || {})))].sort();
    if (!names.length) return "";
    return KT.el("section", { id: "plots" }, KT.el("h2", null, KT.text("compare.plots")), ...names.map((name) => {
      const title = KT.el("h3", null, name, " ", KT.el("button", { type: "button", onclick: () => expand(name, table, runs) }, KT.text("compare.expand")));
      return KT.el("div", null, title, side(name, table, runs));
    }));
  }

  /** @param {string} name @param {any} table @param {any[]} runs */
  function side(name, table, runs) {
    return KT.el("div.plot-row", null, ...runs.map((run) => {
      const artifacts = (run.plots || {})[name] || [];
      const parts = artifacts.map((/** @type {any} */ artifact) => {
        if (artifact.form === "figure") return KT.el("div.figure", { "data-figure": artifact.digest, "data-src": artifact.url });
        if (artifact.form === "image") return KT.el("img", { src: KT.root + artifact.url, alt: `${name} ${table.name(run.row)}`, loading: "lazy" });
        return KT.el("a", { href: KT.root + artifact.url, download: artifact.name }, artifact.name);
      });
      return KT.el(`figure.run-${KT.tray.slot(run.id)}`, null, KT.el("figcaption", null, KT.tray.marker(KT.tray.slot(run.id)), " ", table.name(run.row)),
        ...(parts.length ? parts : [KT.el("p.none", null, KT.text("compare.no_plot"))]));
    }));
  }

  /** @param {string} name @param {any} table @param {any[]} runs */
  function expand(name, table, runs) {
    const close = KT.el("button", { type: "button" }, KT.text("shell.close"));
    const dialog = /** @type {HTMLDialogElement} */ (KT.el("dialog.figure-dialog", { "aria-label": name }, close, KT.el("h3", null, name), side(name, table, runs)));
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    if (KT.figures) KT.figures.watch(dialog);
  }

  /** @param {string} said */
  const escaped = (said) => said.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("\n", " ").replaceAll("<", "&lt;");

  /** @param {any} table @param {any[]} runs @param {any[]} rows */
  function markdown(table, runs, rows) {
    const heads = runs.map((run) => escaped(table.name(run.row)));
    const lines = rows.map((row) => `| ${escaped(row.name)} | ${row.cells.map((/** @type {any} */ cell) => {
      const change = cell.delta === null ? "" : ` (${KT.numbers.delta(cell.delta, row.metric ? row.metric.format : null)})`;
      return escaped(written(cell.value, row.metric && row.metric.format)) + change;
    }).join(" | ")} |`);
    return [`| | ${heads.join(" | ")} |`, `|---|${runs.map(() => "---").join("|")}|`, ...lines].join("\n") + "\n";
  }

  /** A cell of a CSV file that no spreadsheet takes for a formula. @param {any} value */
  function field(value) {
    if (value === null) return "";
    let said = typeof value === "string" ? value : JSON.stringify(value);
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(said)) said = "'" + said;
    return /[",\n\r]/.test(said) ? `"${said.replaceAll('"', '""')}"` : said;
  }

  /** @param {any[]} runs @param {any[]} rows */
  function csv(runs, rows) {
    const lines = rows.map((row) => [row.group, row.name, ...row.cells.map((/** @type {any} */ cell) => Number.isNaN(cell.value) ? "NaN" : cell.value)].map(field).join(","));
    return [["group", "name", ...runs.map((run) => run.id)].map(field).join(","), ...lines].join("\r\n") + "\r\n";
  }

  /** @param {any[]} runs @param {any[]} rows */
  function json(runs, rows) {
    const content = rows.map((row) => ({ group: row.group, name: row.name, values: row.cells.map((/** @type {any} */ cell) => typeof cell.value === "number" && !Number.isFinite(cell.value) ? String(cell.value) : cell.value) }));
    return JSON.stringify({ runs: runs.map((run) => run.id), rows: content }, null, 1) + "\n";
  }

  const redraw = () => { draw().catch((error) => place.replaceChildren(KT.el("p.warn", null, error.message))); };
  KT.state.onChange(redraw);
  redraw();
})();
