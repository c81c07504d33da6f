// @ts-check
/**
 * The times of one run in the drawing of the pipeline: of a picked one, or of whichever the
 * address names (`run`). Without one the times are those of the newest run, as they were drawn.
 */
(function () {
  "use strict";
  const label = document.getElementById("graph-times");
  const choice = /** @type {HTMLSelectElement | null} */ (document.getElementById("graph-run"));
  const said = document.getElementById("graph-run-said");
  if (!label || !choice || !said) return;
  const box = label, select = choice, note = said;
  const { el, svg } = KT;
  const newest = select.dataset.shown || "";
  const sections = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".facts-of")]);
  const nodes = sections.filter((section) => (section.dataset.vertex || "").startsWith("node:"));
  const nameOf = (/** @type {HTMLElement} */ section) => (section.dataset.vertex || "").replace(/^\w+:/, "");
  const shapes = /** @type {SVGElement[]} */ ([...document.querySelectorAll("#graph-box .shape:not(.dataset)")]);
  /** As they were drawn. */
  const drawn = new Map(shapes.map((shape) => [shape, { marks: marksOf(shape), name: shape.getAttribute("aria-label") || "", classes: shape.getAttribute("class") || "" }]));
  let wanted = "";

  /** What tells the time of a shape. @param {SVGElement} shape */
  function marksOf(shape) {
    return [...shape.querySelectorAll(".badge, .share")];
  }

  /** The nodes that a shape stands for: itself, or all of a folded namespace. @param {SVGElement} shape @returns {string[]} */
  function standsFor(shape) {
    const section = sections[Number(shape.dataset.place)];
    const name = nameOf(section);
    if (nodes.includes(section)) return [name];
    return nodes.filter(({ dataset: { namespace = "" } }) => namespace === name || namespace.startsWith(name + ".")).map(nameOf);
  }

  /** @param {SVGElement} shape @param {Element[]} marks @param {string} name */
  function mark(shape, marks, name) {
    for (const old of marksOf(shape)) old.remove();
    shape.append(...marks);
    shape.setAttribute("aria-label", name);
    /** @type {Element} */ (shape.querySelector("title")).textContent = name;
  }

  /** The times of another run. @param {any[]} timings */
  function draw(timings) {
    const times = new Map(timings.map((timing) => [timing.node, timing]));
    const own = new Map(shapes.map((shape) => [shape, standsFor(shape).filter((node) => times.has(node)).map((node) => times.get(node))]));
    const seconds = new Map([...own].map(([shape, found]) => [shape, found.reduce((sum, { seconds: one }) => sum + one, 0)]));
    const slowest = new Map(["whole", "folded"].map((id) => [id, Math.max(...shapes.filter((shape) => shape.closest("svg")?.id === id).map((shape) => seconds.get(shape) || 0), 0) || 1]));
    for (const [shape, found] of own) {
      const failed = found.some((timing) => timing.failed);
      const text = !found.length ? KT.text("pipeline.not_run") : failed ? KT.text("pipeline.failed") : KT.times.duration(seconds.get(shape) || 0);
      const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(shape.querySelector("rect")?.getAttribute(name)));
      const marks = [svg("text.badge", { "text-anchor": "end", x: x + width - 8, y: y + height - 9 }, text)];
      const share = (seconds.get(shape) || 0) / (slowest.get(shape.closest("svg")?.id || "") || 1);
      if (found.length) marks.push(svg("path.share", { d: `M${x + 1} ${y + height - 2}h${Math.round((width - 2) * share)}` }));
      const name = drawn.get(shape)?.name.replace(/, [^,]*$/, "") || "";
      mark(shape, marks, `${name}, ${text}`);
      shape.classList.toggle("failed", failed);
      shape.classList.toggle("skipped", !found.length);
    }
  }

  function restore() {
    for (const [shape, { marks, name, classes }] of drawn) {
      mark(shape, marks, name);
      for (const state of ["failed", "skipped"]) shape.classList.toggle(state, classes.split(" ").includes(state));
    }
  }

  /** @param {string} key of the sentence @param {any} table @param {string} id */
  function tell(key, table, id) {
    const row = table.row(id);
    note.replaceChildren(KT.text("pipeline." + key), " ", el("a.run", { href: KT.root + table.page(row), title: id }, table.name(row)), ".");
    note.hidden = false;
  }

  /** @param {any} table */
  function offer(table) {
    const ids = [newest, ...new Set([...KT.tray.picked(), KT.state.get("run") || ""])].filter((id, at, all) => table.row(id) >= 0 && all.indexOf(id) === at);
    select.replaceChildren(...ids.map((id) => el("option", { value: id }, id === newest ? KT.text("pipeline.the_latest", { run: table.name(table.row(id)) }) : table.name(table.row(id)))));
    box.hidden = ids.length < 2;
    select.value = wanted || newest;
  }

  async function show() {
    const id = KT.state.get("run") || "";
    if (!id && !wanted && !KT.tray.picked().length) return;
    wanted = id;
    const table = await KT.data.runs();
    offer(table);
    note.hidden = true;
    if (!id || id === newest) return restore();
    const detail = (await KT.data.details([id])).get(id);
    if (wanted !== id) return;
    if (!detail) {
      restore();
      note.replaceChildren(KT.text("pipeline.unknown_run", { id }));
      note.hidden = false;
      return;
    }
    const here = new Set(nodes.map(nameOf)), there = Object.keys(detail.pipeline.nodes || {});
    const timings = Object.entries(detail.pipeline.seconds || {}).map(([node, seconds]) => ({ node, seconds, failed: node === detail.run.node }));
    if (there.length !== here.size || !there.every((name) => here.has(name))) {
      restore();
      tell("another_graph", table, id);
    } else if (!timings.length) {
      restore();
      tell("no_times_of", table, id);
    } else {
      draw(timings);
      tell("of_run", table, id);
    }
  }

  select.addEventListener("change", () => KT.state.set({ run: select.value === newest ? null : select.value }, { push: true }));
  const update = () => { show().catch((/** @type {Error} */ error) => { note.textContent = error.message; note.hidden = false; }); };
  KT.state.onChange(update);
  update();
})();
