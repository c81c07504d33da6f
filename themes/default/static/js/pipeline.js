// @ts-check
/**
 * The page of a pipeline: a side panel, highlights, zoom, keys. All that the panel shows is on
 * the page already; it is taken there from beneath the drawing.
 *
 * State: `at` (a vertex), `tag`, `namespace`, `fold`.
 */
(function () {
  "use strict";
  const stage = document.getElementById("graph-box");
  const aside = document.getElementById("graph-panel");
  if (!stage || !aside) return;
  const box = stage, panel = aside;
  const whole = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (document.getElementById("whole")));
  const folded = /** @type {SVGSVGElement | null} */ (/** @type {unknown} */ (document.getElementById("folded")));
  const sections = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".facts-of")]);
  const places = new Map(sections.map((section, place) => [section.dataset.vertex || "", place]));
  const home = /** @type {HTMLElement} */ (document.getElementById("graph-facts"));
  const empty = panel.firstElementChild;
  const STEP = 1.25, SMALLEST = 0.2, LARGEST = 3, LEGIBLE = 0.7;
  let zoom = 1;
  /** @type {HTMLElement | null} */
  let open = null;

  const shown = () => (folded && KT.state.get("fold") ? folded : whole);
  /** @param {SVGSVGElement} svg @returns {SVGElement[]} */
  const shapesOf = (svg) => [...svg.querySelectorAll(".shape")].map((shape) => /** @type {SVGElement} */ (shape));
  /** @param {SVGElement} shape */
  const sectionOf = (shape) => sections[Number(shape.dataset.place)];

  // What is beside what, in each drawing
  /** @param {SVGSVGElement} svg */
  function neighbours(svg) {
    const shapes = shapesOf(svg);
    const byNumber = new Map(shapes.map((shape) => [shape.dataset.shape, shape]));
    /** @type {Map<SVGElement, { up: SVGElement[], down: SVGElement[] }>} */
    const found = new Map(shapes.map((shape) => [shape, { up: [], down: [] }]));
    for (const wire of svg.querySelectorAll("[data-wire]")) {
      const [source, target] = (wire.getAttribute("data-wire") || "").split(" ").map((n) => byNumber.get(n));
      if (!source || !target) continue;
      found.get(source)?.down.push(target);
      found.get(target)?.up.push(source);
    }
    return found;
  }
  const around = new Map([whole, folded].filter((svg) => svg !== null).map((svg) => [svg, neighbours(svg)]));

  /** All that a shape depends on, or that depends on it. @param {SVGElement} from @param {"up" | "down"} way */
  function reach(from, way) {
    const links = around.get(shown());
    const seen = new Set([from]);
    for (const shape of seen) for (const next of links?.get(shape)?.[way] || []) seen.add(next);
    return seen;
  }

  // Zoom: the drawing's own size changes, the box scrolls
  /** @param {number} wanted */
  function setZoom(wanted) {
    const svg = shown();
    const before = zoom;
    zoom = Math.min(LARGEST, Math.max(SMALLEST, wanted));
    const { width, height } = svg.viewBox.baseVal;
    const x = box.scrollLeft + box.clientWidth / 2, y = box.scrollTop + box.clientHeight / 2;
    svg.setAttribute("width", String(Math.round(width * zoom)));
    svg.setAttribute("height", String(Math.round(height * zoom)));
    box.scrollTo(x * (zoom / before) - box.clientWidth / 2, y * (zoom / before) - box.clientHeight / 2);
  }

  function fit() {
    const { width, height } = shown().viewBox.baseVal;
    setZoom(Math.min(1, (box.clientWidth - 2) / width, (box.clientHeight - 2) / height));
  }

  /** As large as it is legible, and no larger than it is. */
  function begin() {
    const { width } = shown().viewBox.baseVal;
    setZoom(Math.min(1, Math.max(LEGIBLE, (box.clientWidth - 2) / width)));
    // The graph begins in the middle of its first layer.
    box.scrollTo((box.scrollWidth - box.clientWidth) / 2, 0);
  }

  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      const how = button.getAttribute("data-zoom");
      if (how === "fit") fit();
      else setZoom(how === "in" ? zoom * STEP : zoom / STEP);
    });
  }
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    setZoom(zoom * Math.exp(-event.deltaY / 300));
  }, { passive: false });

  // Pan: by dragging the ground
  /** @type {{ x: number, y: number, left: number, top: number } | null} */
  let drag = null;
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch" || /** @type {Element} */ (event.target).closest(".shape")) return;
    drag = { x: event.clientX, y: event.clientY, left: box.scrollLeft, top: box.scrollTop };
    box.setPointerCapture(event.pointerId);
    box.classList.add("dragging");
  });
  box.addEventListener("pointermove", (event) => {
    if (drag) box.scrollTo(drag.left - (event.clientX - drag.x), drag.top - (event.clientY - drag.y));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    box.addEventListener(end, () => { drag = null; box.classList.remove("dragging"); });
  }

  // The panel
  /** @param {string} vertex */
  function shapeOf(vertex) {
    const place = places.get(vertex);
    return shapesOf(shown()).find((shape) => Number(shape.dataset.place) === place) || null;
  }

  /** Put back what the panel shows; sections keep their order. */
  function putBack() {
    if (!open) return;
    const after = sections[sections.indexOf(open) + 1];
    home.insertBefore(open, after && after.parentElement === home ? after : null);
    open = null;
  }

  function showPanel() {
    const section = sections[places.get(KT.state.get("at") || "") ?? -1];
    if (open === (section || null)) return;
    putBack();
    if (!section) {
      panel.replaceChildren(...(empty ? [empty] : []));
      return;
    }
    open = section;
    const close = KT.el("button", { type: "button", onclick: () => choose(null) }, KT.text("pipeline.close"));
    panel.replaceChildren(KT.el("p.panel-close", null, close), section);
    panel.scrollTop = 0;
  }

  /** @param {string | null} vertex */
  const choose = (vertex) => KT.state.set({ at: vertex }, { push: true });

  // Highlights
  function mark() {
    const svg = shown();
    const at = KT.state.get("at"), tag = KT.state.get("tag"), namespace = KT.state.get("namespace");
    const chosen = at ? shapeOf(at) : null;
    const path = chosen ? new Set([...reach(chosen, "up"), ...reach(chosen, "down")]) : null;
    const numbers = new Set();
    for (const shape of shapesOf(svg)) {
      const { tags = "", namespace: own = "" } = sectionOf(shape).dataset;
      const passes = (!tag || tags.split("\n").includes(tag)) && (!namespace || own === namespace || own.startsWith(namespace + "."));
      const lit = passes && (!path || path.has(shape));
      shape.classList.toggle("dim", !lit);
      shape.classList.toggle("tagged", Boolean(tag) && passes);
      shape.classList.toggle("chosen", shape === chosen);
      if (shape === chosen) shape.setAttribute("aria-current", "true");
      else shape.removeAttribute("aria-current");
      if (lit) numbers.add(shape.dataset.shape);
    }
    for (const wire of svg.querySelectorAll("[data-wire]")) {
      const ends = (wire.getAttribute("data-wire") || "").split(" ");
      const lit = ends.every((end) => numbers.has(end));
      // A tag marks nodes only: the wires between them stay.
      wire.classList.toggle("dim", !lit && !(tag && !path && !namespace));
      wire.classList.toggle("path", Boolean(path) && lit);
    }
  }

  /** Bring a shape into the box without moving the page. @param {SVGElement} shape */
  function reveal(shape) {
    const inner = shape.getBoundingClientRect(), outer = box.getBoundingClientRect();
    if (inner.left < outer.left || inner.right > outer.right) box.scrollLeft += (inner.left + inner.right) / 2 - (outer.left + outer.right) / 2;
    if (inner.top < outer.top || inner.bottom > outer.bottom) box.scrollTop += (inner.top + inner.bottom) / 2 - (outer.top + outer.bottom) / 2;
  }

  const tag = /** @type {HTMLSelectElement | null} */ (document.getElementById("graph-tag"));
  const namespace = /** @type {HTMLSelectElement | null} */ (document.getElementById("graph-namespace"));
  const fold = document.getElementById("graph-fold");
  const find = /** @type {HTMLInputElement | null} */ (document.getElementById("graph-find"));
  /** @type {SVGSVGElement | null} */
  let drawn = null;

  function draw() {
    const svg = shown();
    for (const each of [whole, folded]) each?.toggleAttribute("hidden", each !== svg);
    if (tag) tag.value = KT.state.get("tag") || "";
    if (namespace) namespace.value = KT.state.get("namespace") || "";
    fold?.setAttribute("aria-pressed", String(svg === folded));
    showPanel();
    if (drawn !== svg) begin();
    drawn = svg;
    mark();
    const shape = shapeOf(KT.state.get("at") || "");
    if (shape) reveal(shape);
  }

  tag?.addEventListener("change", () => KT.state.set({ tag: tag.value || null }, { push: true }));
  namespace?.addEventListener("change", () => KT.state.set({ namespace: namespace.value || null }, { push: true }));
  fold?.addEventListener("click", () => KT.state.set({ fold: KT.state.get("fold") ? null : "1" }, { push: true }));
  find?.addEventListener("change", () => {
    const name = find.value.trim();
    if (!name) return;
    const section = sections.find((each) => (each.dataset.vertex || "").replace(/^\w+:/, "") === name)
      || sections.find((each) => (each.dataset.vertex || "").includes(name));
    if (!section) {
      KT.shell.say(KT.text("pipeline.not_found", { name }));
      return;
    }
    const vertex = section.dataset.vertex || "";
    KT.state.set({ at: vertex, fold: shapeOf(vertex) ? KT.state.get("fold") : null }, { push: true });
    /** @type {any} */ (shapeOf(vertex))?.focus();
  });

  // A plain click opens the panel; with a modifier the link does what links do
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const target = /** @type {Element} */ (event.target);
    const shape = target.closest(".shape[data-place]");
    const link = target.closest('a[href^="#at-"]');
    const place = shape ? Number(/** @type {SVGElement} */ (shape).dataset.place) : link ? Number((link.getAttribute("href") || "").slice(4)) : -1;
    const section = sections[place];
    if (!section) return;
    event.preventDefault();
    const vertex = section.dataset.vertex || "";
    // What the folded drawing leaves out is shown in the whole one.
    choose(vertex);
    if (!shapeOf(vertex)) KT.state.set({ fold: null });
    if (link && !shape) {
      if (!box.contains(link) && !panel.contains(link)) box.scrollIntoView({ block: "nearest" });
      /** @type {any} */ (shapeOf(vertex))?.focus({ preventScroll: true });
    }
  });

  // Arrows follow the edges, and go along a layer
  box.addEventListener("keydown", (event) => {
    const at = /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest(".shape"));
    const where = at ? at.getBoundingClientRect() : null;
    if (event.key === "Escape") {
      choose(null);
      return;
    }
    if (!at || !where || !/^Arrow/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    const middle = (where.left + where.right) / 2;
    /** @type {(shape: SVGElement) => number} */
    const x = (shape) => { const own = shape.getBoundingClientRect(); return (own.left + own.right) / 2; };
    const links = around.get(shown())?.get(at);
    const upright = event.key === "ArrowDown" || event.key === "ArrowUp";
    const candidates = upright
      ? (event.key === "ArrowDown" ? links?.down : links?.up) || []
      : shapesOf(shown()).filter((shape) => {
        const own = shape.getBoundingClientRect();
        const beside = own.top < where.bottom && own.bottom > where.top && shape !== at;
        return beside && (event.key === "ArrowRight") === (x(shape) > middle);
      });
    const next = [...candidates].sort((a, b) => Math.abs(x(a) - middle) - Math.abs(x(b) - middle))[0];
    event.preventDefault();
    if (!next) return;
    /** @type {any} */ (next).focus({ preventScroll: true });
    reveal(next);
  });

  // A plain anchor, from a page without scripts or a link by hand
  const anchor = /^at-(\d+)$/.exec(KT.state.place());
  if (anchor && sections[Number(anchor[1])]) KT.state.set({ at: sections[Number(anchor[1])].dataset.vertex || null });
  KT.state.onChange(draw);
  draw();
})();
