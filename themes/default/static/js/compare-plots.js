// @ts-check
/**
 * The plots of the runs compared: those of one dataset side by side and in step, figures in
 * one, pictures laid over each other. Each can be shown as large as the window.
 *
 * @typedef {{ key: string, dataset: string, name: string, shown: any[], problems: Array<string | null> }} Block
 *   `shown`: an artifact or null for each run
 */
(function () {
  "use strict";
  const LAID = /^(scatter\w*|bar|histogram|box|violin|waterfall|funnel|ohlc|candlestick|barpolar)$/;
  const LAYERED = /** @type {const} */ (["slider", "blend", "difference"]);

  /** @param {any[]} columns @returns {Block[]} */
  function blocksOf(columns) {
    const plots = columns.map((column) => column.detail.plots || {});
    const problems = columns.map((column) => column.detail.problems || {});
    const datasets = [...new Set(plots.flatMap(Object.keys))].sort();
    return datasets.flatMap((dataset) => {
      const found = plots.map((one) => one[dataset] || []);
      const said = problems.map((one) => one[dataset] || null);
      // A file's own name may have changed from run to run; in a folder it tells one from another.
      if (found.every((items) => items.length <= 1)) return [{ key: dataset, dataset, name: "", shown: found.map((items) => items[0] || null), problems: said }];
      const names = [...new Set(found.flatMap((items) => items.map((/** @type {any} */ item) => item.name)))];
      return names.map((name) => ({ key: `${dataset} ${name}`, dataset, name, shown: found.map((items) => items.find((/** @type {any} */ item) => item.name === name) || null), problems: said }));
    });
  }

  /** The ways in which a block can be shown. @param {Block} block */
  function modesOf(block) {
    const shown = block.shown.filter(Boolean);
    if (shown.length < 2) return ["side"];
    if (shown.every((artifact) => artifact.form === "figure")) return ["side", "overlay"];
    return block.shown[0] && shown.every((artifact) => artifact.form === "image") ? ["side", ...LAYERED] : ["side"];
  }

  /** @param {Block} block @returns {string} */
  function modeOf(block) {
    const said = KT.state.list("mode").find((/** @type {string} */ one) => one.startsWith(block.key + ":"));
    const mode = said ? said.slice(block.key.length + 1) : "side";
    return modesOf(block).includes(mode) ? mode : "side";
  }

  /** @param {Block} block @param {string} mode */
  function setMode(block, mode) {
    const others = KT.state.list("mode").filter((/** @type {string} */ one) => !one.startsWith(block.key + ":"));
    KT.state.set({ mode: mode === "side" ? others : [...others, `${block.key}:${mode}`] });
  }

  /** @param {Block} block @param {any[]} columns @param {() => void} changed */
  function modeBar(block, columns, changed) {
    const modes = modesOf(block);
    if (modes.length < 2) return "";
    const now = modeOf(block);
    const buttons = modes.map((mode) => KT.el("button", { type: "button", "aria-pressed": String(mode === now), onclick: () => { setMode(block, mode); changed(); } }, KT.text("compare." + mode)));
    return KT.el("span.modes", { role: "group", "aria-label": KT.text("compare.modes") }, ...buttons,
      LAYERED.includes(/** @type {any} */ (now)) && columns.length > 2 ? other(block, columns, changed) : "");
  }

  /** Whose picture is laid over the baseline's. @param {Block} block @param {any[]} columns @param {() => void} changed */
  function other(block, columns, changed) {
    const now = otherOf(block, columns);
    const options = columns.map((column, at) => (at && block.shown[at] ? KT.el("option", { value: column.id, selected: at === now }, column.name) : null));
    return KT.el("label", null, KT.text("compare.against"), " ", KT.el("select", { onchange: (/** @type {Event} */ event) => {
      KT.state.set({ with: /** @type {HTMLSelectElement} */ (event.target).value });
      changed();
    } }, ...options));
  }

  /** @param {Block} block @param {any[]} columns */
  function otherOf(block, columns) {
    const wanted = columns.findIndex((column) => column.id === KT.state.get("with"));
    return wanted > 0 && block.shown[wanted] ? wanted : block.shown.findIndex((artifact, at) => at > 0 && artifact);
  }

  /** @param {Block} block @param {any[]} columns @param {boolean} isLarge */
  function body(block, columns, isLarge) {
    const mode = modeOf(block);
    if (mode === "side") return side(block, columns, isLarge);
    if (mode === "overlay") return overlay(block, columns);
    return KT.comparePictures.pair(block.shown[0], block.shown[otherOf(block, columns)], mode, block.dataset);
  }

  /** @param {Block} block @param {any[]} columns @param {boolean} isLarge */
  function side(block, columns, isLarge) {
    const step = new KT.compareStep.Figures();
    const row = KT.el(isLarge ? "div.plot-row.large" : "div.plot-row", null, ...columns.map((column, at) => {
      const artifact = block.shown[at];
      const isSame = at > 0 && artifact && block.shown[0] && artifact.digest === block.shown[0].digest;
      const caption = KT.el("figcaption", null, KT.el("span.what", null, ...KT.compareCells.named(column)), isSame ? KT.el("span.note", null, " ", KT.text("compare.same")) : "");
      return KT.el(`figure.run-${column.slot}`, null, caption, shown(block, column, artifact, at, isLarge));
    }));
    row.addEventListener("kt:drawn", (/** @type {any} */ event) => step.add(event.detail));
    if (isLarge && block.shown.some((artifact) => artifact && artifact.form === "image")) new KT.compareStep.Pictures(row);
    return row;
  }

  /** @param {Block} block @param {any} column @param {any} artifact @param {number} at @param {boolean} isLarge */
  function shown(block, column, artifact, at, isLarge) {
    if (!artifact) return KT.el(block.problems[at] ? "p.warn" : "p.none", null, block.problems[at] || KT.text("compare.no_plot"));
    const made = KT.artifacts.element(artifact, `${block.dataset} ${column.name}`);
    made.dataset.fit = "";
    if (!isLarge || artifact.form !== "image") return made;
    made.className = "lens";
    made.tabIndex = 0;
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", `${block.dataset} ${column.name}`);
    return made;
  }

  /** @param {Block} block @param {any[]} columns */
  function overlay(block, columns) {
    const box = KT.el("div.figure.overlay", null, KT.el("p.waiting", null, KT.text("shell.loading")));
    const style = getComputedStyle(document.documentElement);
    const parts = columns.map((column, at) => ({ column, artifact: block.shown[at] })).filter(({ artifact }) => artifact);
    Promise.all(parts.map(({ artifact }) => KT.figures.load(artifact.url, artifact.digest))).then((figures) => {
      const others = new Set(figures.flatMap((figure) => figure.data || []).map((/** @type {any} */ trace) => trace.type || "scatter").filter((/** @type {string} */ type) => !LAID.test(type)));
      if (others.size) throw new Error(KT.text("compare.not_laid", { types: [...others].join(", ") }));
      const drawable = figures.map((figure, at) => ({ figure, name: parts[at].column.name, colour: style.getPropertyValue(`--run-${parts[at].column.slot}`).trim() })).filter(({ figure }) => !figure.problem);
      return KT.figures.showFigure(box, KT.figureLook.overlaid(drawable), { fit: true, title: `${block.dataset}: ${KT.text("compare.draws", { n: drawable.length })}` });
    }).catch((error) => KT.figures.fail(box, error));
    return box;
  }

  /** @param {HTMLElement} place @param {any[]} columns */
  function draw(place, columns) {
    release(place);
    const blocks = blocksOf(columns);
    place.hidden = !blocks.length;
    place.replaceChildren(KT.el("h2", null, KT.text("compare.plots")), ...blocks.map((block) => section(block, columns)));
    KT.artifacts.watch(place);
    return blocks;
  }

  /** @param {Block} block @param {any[]} columns */
  function section(block, columns) {
    const box = KT.el("section.plot-block");
    const fill = () => {
      release(box);
      const expand = KT.el("button", { type: "button", onclick: () => { KT.state.set({ plot: block.key }, { push: true }); } }, KT.text("compare.expand"));
      box.replaceChildren(KT.el("header", null, KT.el("h3", null, block.dataset, block.name ? KT.el("span.note", null, " ", block.name) : ""), modeBar(block, columns, fill), expand), body(block, columns, false));
      KT.artifacts.watch(box);
    };
    fill();
    return box;
  }

  /** As large as the window, for all runs compared. @param {Block} block @param {any[]} columns @returns {HTMLDialogElement} */
  function expand(block, columns) {
    const bar = KT.el("div.bar.shown");
    const place = KT.el("div.plot-large");
    const dialog = KT.artifacts.dialog(block.name ? `${block.dataset} ${block.name}` : block.dataset, bar, place);
    dialog.addEventListener("close", () => { if (KT.state.get("plot") === block.key) KT.state.set({ plot: null }); });
    const fill = () => {
      release(place);
      const hint = block.shown.some((artifact) => artifact && artifact.form === "image") ? KT.el("span.note", null, KT.text("compare.zoom_hint")) : "";
      bar.replaceChildren(modeBar(block, columns, fill), hint);
      bar.hidden = !bar.textContent;
      place.replaceChildren(body(block, columns, true));
      KT.artifacts.watch(place);
    };
    fill();
    return dialog;
  }

  /** @param {Element} where */
  function release(where) {
    if (KT.figures) for (const box of where.querySelectorAll(".figure")) KT.figures.release(box);
  }

  KT.comparePlots = { draw, expand };
})();
