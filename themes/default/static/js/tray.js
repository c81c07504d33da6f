// @ts-check
/**
 * The runs picked for comparison: one list on every page, in the hash (`runs=`) and, as a
 * cache only, in the browser's store. A picked run keeps its slot: one colour, one marker.
 */
(function () {
  "use strict";
  const SLOTS = 8;
  // A marker each, so that colour is never alone; paths in a box of 16.
  const SHAPES = [
    "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z",
    "M2 2h12v12H2z",
    "M8 1 15 14H1z",
    "M8 0 16 8 8 16 0 8z",
    "M8 15 1 2h14z",
    "M5.5 1h5v4.5H15v5h-4.5V15h-5v-4.5H1v-5h4.5z",
    "M8 0l2.1 5.6 5.9.3-4.6 3.7L13 15.4 8 12.1 3 15.4l1.6-5.8L0 5.9l5.9-.3z",
    "M4 1h8l4 7-4 7H4L0 8z",
  ];
  /** @type {Array<() => void>} */
  const listeners = [];

  /** @returns {string[]} */
  function picked() {
    return KT.state.list("runs");
  }

  /** @param {string[]} ids @param {{ push?: boolean }} [options] */
  function set(ids, options) {
    const unique = [...new Set(ids)];
    KT.remember("picked", unique.length ? JSON.stringify(unique) : null);
    KT.state.set({ runs: unique }, options);
  }

  /** @param {string} id */
  const has = (id) => picked().includes(id);
  /** @param {string} id @param {boolean} [on] */
  function toggle(id, on) {
    const now = picked();
    const want = on === undefined ? !now.includes(id) : on;
    set(want ? [...now, id] : now.filter((other) => other !== id));
  }

  /** The slot of a picked run, 0 to 7, by its place in the list; -1 if it is not picked. @param {string} id */
  function slot(id) {
    const place = picked().indexOf(id);
    return place < 0 ? -1 : place % SLOTS;
  }

  /** The marker of a slot as an SVG element. @param {number} at */
  function marker(at) {
    return KT.svg("svg.marker", { viewBox: "0 0 16 16", "aria-hidden": "true" }, KT.svg("path", { d: SHAPES[at % SLOTS] }));
  }

  /** @param {() => void} listener */
  const onChange = (listener) => { listeners.push(listener); };

  // A page without a list of its own takes up the one that was picked before.
  if (!picked().length && KT.family !== "compare") {
    try {
      const before = JSON.parse(KT.remembered("picked") || "[]");
      if (Array.isArray(before) && before.length) KT.state.set({ runs: before.map(String) });
    } catch {
      /* not ours */
    }
  }

  const tray = document.getElementById("tray");
  if (tray) {
    tray.setAttribute("role", "region");
    tray.setAttribute("aria-label", KT.text("shell.tray"));
  }

  /** Draw the tray; names come with the data, ids stand in until then. @param {any} [table] */
  function draw(table) {
    if (!tray) return;
    const ids = picked();
    tray.hidden = ids.length === 0 || KT.family === "compare";
    if (tray.hidden) return;
    const items = ids.map((id, place) => {
      const row = table ? table.row(id) : -1;
      const name = row >= 0 ? table.name(row) : id;
      return KT.el(`li.run-${place % SLOTS}`, { title: id }, marker(place), " ", name,
        KT.el("button", { type: "button", title: KT.text("shell.remove"), "aria-label": `${KT.text("shell.remove")}: ${name}`, onclick: () => toggle(id, false) }, "×"));
    });
    tray.replaceChildren(
      KT.el("span", null, KT.text("shell.picked", { n: ids.length })),
      KT.el("ul", null, ...items),
      KT.el("a.button.primary", { href: `${KT.root}compare.html${location.hash ? "#runs=" + ids.map(encodeURIComponent).join(",") : ""}` }, KT.text("shell.compare")),
      KT.el("button", { type: "button", onclick: () => set([]) }, KT.text("shell.clear")),
    );
  }

  function redraw() {
    draw();
    if (tray && !tray.hidden) KT.data.runs().then(draw, () => undefined);
    for (const box of document.querySelectorAll("input[data-pick]")) {
      /** @type {HTMLInputElement} */ (box).checked = has(/** @type {HTMLElement} */ (box).dataset.pick || "");
    }
    for (const listener of listeners) listener();
  }

  document.addEventListener("change", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.dataset && box.dataset.pick !== undefined) toggle(box.dataset.pick, box.checked);
  });

  // What is picked goes along with every link inside the site.
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a[href]");
    if (!(link instanceof HTMLAnchorElement) || !picked().length || link.hasAttribute("download")) return;
    const address = link.getAttribute("href") || "";
    if (/^[a-z][a-z0-9+.-]*:/i.test(address) || !/\.html(\?[^#]*)?(#.*)?$/.test(address)) return;
    const [path, hash = ""] = address.split("#");
    if (/(^|&)runs=/.test(hash) || (hash && !hash.includes("="))) return;
    link.setAttribute("href", `${path}#${hash ? hash + "&" : ""}runs=${picked().map(encodeURIComponent).join(",")}`);
  }, true);

  KT.state.onChange(redraw);
  KT.tray = { picked, set, toggle, has, slot, marker, onChange, SLOTS, SHAPES };
  redraw();
})();
