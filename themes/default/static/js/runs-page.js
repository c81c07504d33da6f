// @ts-check
/** The runs page: from the view in the hash to the table, and from the reader's hands to the view. */
(function () {
  "use strict";
  const { view: views, columns, Grid } = KT.runs;
  const EAGER = 1000;
  const MOST_PICKED = 500;
  const byId = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));
  const [controls, said, container, list] = ["runs-controls", "runs-said", "runs-table", "runs-static"].map(byId);
  if (!controls) return;

  /** @type {any} */
  let table = null;
  /** @type {string[]} */
  let chosen = [];
  /** The column by which runs are called. */
  let called = "when";
  /** @type {any} */
  let job = null;
  /** What the table shows. @type {any} */
  let shown = null;
  let printed = "";
  /** What was asked for when the table was last shown. */
  let answered = "";
  /** The last filter that could be understood. */
  let good = "";
  let anchor = -1;
  let editing = false;

  const grid = new Grid(container, { sort, fold, rowClick, pickAll });
  const box = new KT.filter.FilterBox({ input: byId("filter"), list: byId("filter-options"), fault: byId("filter-fault") }, { table: () => table, said: filtered });

  // ---- From the view to the table

  /** @param {any} data */
  function take(data) {
    table = data;
    if (!chosen.length) {
      chosen = columns.defaults(data);
      called = chosen.includes("when") ? "title" : "when";
      fillSelects();
    }
    controls.hidden = container.hidden = said.hidden = false;
    list.hidden = true;
    return update();
  }

  async function update() {
    if (job) job.wanted = false;
    job = new KT.work.Job();
    const view = views.read();
    printed = views.print();
    reflect(view);
    try {
      await show(view, job);
    } catch (error) {
      if (!(error instanceof KT.work.Superseded)) throw error;
    }
  }

  /** @param {any} view @param {any} mine the job */
  async function show(view, mine) {
    const filter = understood(view.filter);
    shown = await KT.runs.screen.arrange(table, view, filter, { ids: columnIds(view), run: called }, mine);
    const asked = JSON.stringify([view.filter, view.search, view.sort, view.group, view.best]);
    grid.show(shown, asked !== answered);
    answered = asked;
    report();
  }

  /** The filter, or the last one that could be understood. @param {string} text */
  function understood(text) {
    try {
      const filter = KT.filter.compile(text, table);
      good = text;
      return filter;
    } catch (error) {
      if (!(error instanceof KT.filter.FilterFault)) throw error;
      return KT.filter.compile(good, table);
    }
  }

  /** @param {any} view @returns {string[]} */
  function columnIds(view) {
    const ids = view.columns.length ? view.columns : chosen;
    // What runs are grouped by stands beside them.
    return view.group && view.best && !ids.includes(view.group) ? [view.group, ...ids] : ids;
  }

  /** Say what is shown. */
  function report() {
    const { text } = KT;
    const { selection, groups, ofEach, rows } = shown;
    const total = table.index.count;
    const count = ofEach ? selection.rows.length : rows.length;
    const parts = [count === total ? text("runs.all", { n: total }) : text("runs.some", { n: count, total })];
    if (groups.length) parts.push(text(ofEach ? "runs.best_of_groups" : "runs.groups", { n: groups.length }));
    /** @type {any[]} */
    const nodes = [selection.why || parts.join(", ") + "."];
    if (selection.hidden) nodes.push(" ", text("runs.hidden", { n: selection.hidden }), " ", link("runs.show_hidden", () => views.write({ hide: [] })));
    if (selection.why) nodes.push(" ", link("runs.clear", () => views.write({ filter: "", search: "", hide: [] })));
    if (table.length < total) nodes.push(" ", KT.el("span.note", null, text("runs.loading", { n: total - table.length })));
    said.replaceChildren(...nodes);
    byId("fold").hidden = !groups.length || ofEach;
    byId("fold").textContent = text(allOpen() ? "runs.close_all" : "runs.open_all");
  }

  /** @param {string} key @param {() => void} act */
  const link = (key, act) => KT.el("button.quiet", { type: "button", onclick: act }, KT.text(key));

  const allOpen = () => shown.groups.every((/** @type {any} */ one) => shown.open.has(one.label));

  // ---- The controls

  function fillSelects() {
    for (const group of ["run", "params", "json", "metrics"]) {
      const infos = [...table.info.values()].filter((info) => info.group === group && info.id !== "id" && info.id !== "notes");
      const options = infos.map((info) => KT.el("option", { value: info.id }, columns.label(info)));
      if (options.length) byId("group").append(KT.el("optgroup", { label: KT.text("runs.groups_of_columns." + group) }, ...options));
    }
    const directed = [...table.info.values()].filter((info) => info.direction === "higher" || info.direction === "lower");
    byId("best").append(...directed.map((info) => KT.el("option", { value: info.id }, columns.label(info))));
  }

  /** Let the controls say what the view says. @param {any} view */
  function reflect(view) {
    box.set(view.filter);
    if (document.activeElement !== byId("search")) byId("search").value = view.search;
    byId("group").value = table.info.has(view.group) ? view.group : "";
    byId("best").value = table.info.has(view.best) ? view.best : "";
    byId("best-label").hidden = !byId("group").value || byId("best").options.length < 2;
  }

  /** @param {string} filter @param {boolean} done */
  function filtered(filter, done) {
    if (filter === views.read().filter) {
      if (done) editing = false;
      return;
    }
    // The first letter is a step that Back undoes; those that follow go on with it.
    views.write({ filter }, { push: !editing });
    editing = !done;
  }

  let searching = false;
  byId("search").addEventListener("input", (/** @type {Event} */ event) => {
    views.write({ search: /** @type {HTMLInputElement} */ (event.target).value.trim() }, { push: !searching });
    searching = true;
  });
  byId("search").addEventListener("blur", () => { searching = false; });
  byId("group").addEventListener("change", () => views.write({ group: byId("group").value, best: "", open: [] }));
  byId("best").addEventListener("change", () => views.write({ best: byId("best").value }));
  byId("fold").addEventListener("click", () => views.write({ open: allOpen() ? [] : shown.groups.map((/** @type {any} */ one) => one.label) }));
  byId("columns").addEventListener("click", () => KT.runs.chooser.open(table, () => columns.known(table, columnIds(views.read())).map((/** @type {any} */ info) => info.id),
    (/** @type {string[] | null} */ ids) => views.write({ columns: ids || [] })));
  byId("hide-picked").addEventListener("click", () => {
    const picked = KT.tray.picked();
    KT.tray.set([]);
    hide(picked);
  });
  controls.addEventListener("submit", (/** @type {Event} */ event) => event.preventDefault());
  for (const kind of ["csv", "json"]) byId("save-" + kind).addEventListener("click", () => save(kind));

  /** @param {string} kind */
  async function save(kind) {
    const content = await KT.runs.exports[kind](table, shown.rows, shown.infos, new KT.work.Job());
    const file = `${KT.text("runs.file")}.${kind}`;
    KT.shell.download(file, kind === "csv" ? "text/csv" : "application/json", content);
    KT.shell.say(KT.text("runs.saved", { file }));
  }

  // ---- Hands on the table

  /** @param {string} id @param {boolean} add */
  function sort(id, add) {
    const { sort: keys } = views.read();
    const before = keys.find((/** @type {any} */ key) => key.id === id);
    const starts = columns.startsDown(table.info.get(id));
    const next = { id, down: before ? !before.down : starts };
    // A third click goes back to the newest first.
    const ends = before && before.down !== starts;
    const others = add ? keys.filter((/** @type {any} */ key) => key.id !== id) : [];
    const place = add && before ? keys.indexOf(before) : others.length;
    views.write({ sort: ends ? others : [...others.slice(0, place), next, ...others.slice(place)] });
  }

  /** @param {string} label */
  function fold(label) {
    const { open } = views.read();
    views.write({ open: open.includes(label) ? open.filter((/** @type {string} */ other) => other !== label) : [...open, label] });
  }

  /** @param {number} at @param {MouseEvent} event */
  function rowClick(at, event) {
    const onBox = /** @type {HTMLElement} */ (event.target).matches("input");
    if (!onBox && String(getSelection())) return;
    const id = table.value("id", shown.items[at]);
    if (event.shiftKey && anchor >= 0) pickRange(anchor, at);
    else if (!onBox) KT.tray.toggle(id);
    anchor = at;
    grid.current = shown.items[at];
    grid.soon();
  }

  /** @param {number} from @param {number} to */
  function pickRange(from, to) {
    getSelection()?.removeAllRanges();
    pick(shown.items.subarray(Math.min(from, to), Math.max(from, to) + 1));
  }

  /** @param {ArrayLike<number>} rows groups among them are left out */
  function pick(rows) {
    const wanted = Array.from(rows).filter((row) => row >= 0);
    if (wanted.length > MOST_PICKED) KT.shell.say(KT.text("runs.pick_most", { n: MOST_PICKED }));
    KT.tray.set([...KT.tray.picked(), ...wanted.slice(0, MOST_PICKED).map((row) => table.value("id", row))]);
  }

  /** @param {boolean} on */
  function pickAll(on) {
    if (on) return pick(shown.rows);
    const ids = new Set(Array.from(shown.rows, (/** @type {number} */ row) => table.value("id", row)));
    KT.tray.set(KT.tray.picked().filter((/** @type {string} */ id) => !ids.has(id)));
  }

  /** @param {string[]} ids */
  const hide = (ids) => views.write({ hide: [...new Set([...views.read().hide, ...ids])] });

  /** The id of the run that the keys are on. */
  const currentId = () => (grid.current === null || grid.current < 0 ? null : table.value("id", grid.current));
  /** @param {(id: string) => void} act */
  const onCurrent = (act) => () => {
    const id = table && currentId();
    if (id) act(id);
  };
  KT.keys.add("/", KT.text("shell.key_filter"), () => byId("filter").focus());
  KT.keys.add("j", KT.text("shell.key_move"), () => grid.move(1));
  KT.keys.add("k", KT.text("shell.key_move"), () => grid.move(-1));
  KT.keys.add("x", KT.text("shell.key_pick"), onCurrent((id) => KT.tray.toggle(id)));
  KT.keys.add("h", KT.text("runs.key_hide"), onCurrent((id) => { grid.move(1); hide([id]); }));
  KT.keys.add("o", KT.text("runs.key_open"), onCurrent(() => { KT.go(KT.root + table.page(grid.current)); }));
  container.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const isRow = /** @type {HTMLElement} */ (event.target).matches("tr, .grid");
    if (!isRow || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && currentId()) KT.tray.toggle(currentId());
    else if (event.key === "Enter" && currentId()) KT.go(KT.root + table.page(grid.current));
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") grid.move(event.key === "ArrowDown" ? 1 : -1);
    else return;
    event.preventDefault();
  });

  // ---- Begin

  function repick() {
    byId("hide-picked").disabled = KT.tray.picked().length === 0;
    grid.repick();
  }
  KT.tray.onChange(repick);
  KT.state.onChange(() => { if (table && views.print() !== printed) update(); });
  repick();

  async function begin() {
    const newest = await KT.data.newest(EAGER);
    await take(newest);
    if (newest.length < newest.index.count) await take(await KT.data.runs());
    container.dataset.ready = "true";
  }
  begin().catch((error) => {
    // The plain list stays, all of it.
    list.classList.add("whole");
    said.hidden = false;
    said.textContent = error.message;
  });
})();
