// @ts-check
/**
 * A scatter of two columns: a point for each run that has both. Those not looked at are faint.
 * A rectangle that is drawn becomes a range of both columns.
 */
(function () {
  "use strict";
  const LEFT = 70, RIGHT = 14, TOP = 10, BOTTOM = 30, NEAR = 14, MANY = 3000;
  const paint = KT.chart.paint;
  const { svg } = KT;

  class Scatter {
    /**
     * @param {HTMLElement} box @param {any} selection of KT.explore
     * @param {{ point: (row: number, x: number, y: number) => void, choose: (row: number, pick: boolean) => void }} on
     */
    constructor(box, selection, on) {
      this.box = box;
      this.selection = selection;
      this.on = on;
      this.height = 380;
      this.width = 0;
      /** @type {any} */
      this.x = null;
      /** @type {any} */
      this.y = null;
      /** @type {any} */
      this.classes = null;
      this.canvas = /** @type {HTMLCanvasElement} */ (KT.el("canvas", { "aria-hidden": "true" }));
      this.back = svg("svg.chart", { "aria-hidden": "true" });
      this.front = svg("svg.chart", { "aria-hidden": "true" });
      box.classList.add("live-chart");
      box.replaceChildren(this.back, this.canvas, this.front);
      this.pointed = -1;
      /** @type {[number, number] | null} */
      this.start = null;
      /** @type {[number, number] | null} */
      this.now = null;
      box.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => this.down(event));
      box.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => this.move(event));
      box.addEventListener("pointerup", (/** @type {PointerEvent} */ event) => this.up(event));
      box.addEventListener("pointercancel", () => this.cancel());
      box.addEventListener("pointerleave", () => this.point(-1, 0, 0));
    }

    /** @param {string} x @param {string} y @param {any} classes */
    show(x, y, classes) {
      this.x = this.selection.axis(x);
      this.y = this.selection.axis(y);
      this.classes = classes;
      this.width = Math.max(280, this.box.clientWidth);
      this.box.style.height = this.height + "px";
      for (const layer of [this.back, this.front]) {
        layer.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
        layer.setAttribute("width", String(this.width));
        layer.setAttribute("height", String(this.height));
      }
      this.frame();
      this.points();
      this.mark();
    }

    /** @param {number} place */
    px(place) {
      return LEFT + place * (this.width - LEFT - RIGHT);
    }

    /** @param {number} place */
    py(place) {
      return this.height - BOTTOM - place * (this.height - TOP - BOTTOM);
    }

    frame() {
      const found = [];
      for (const { place, label } of this.y.ticks) {
        found.push(svg("path.grid", { d: `M${LEFT} ${this.py(place).toFixed(1)}H${this.width - RIGHT}` }), svg("text", { x: LEFT - 8, y: this.py(place) + 4, "text-anchor": "end" }, KT.chart.axes.cut(label, 10)));
      }
      const stride = Math.ceil(this.x.ticks.length / Math.max(2, Math.floor(this.width / 110)));
      this.x.ticks.forEach((/** @type {any} */ tick, /** @type {number} */ at) => {
        if (at % stride) return;
        found.push(svg("path.grid", { d: `M${this.px(tick.place).toFixed(1)} ${TOP}V${this.height - BOTTOM}` }), svg("text", { x: this.px(tick.place), y: this.height - 12, "text-anchor": "middle" }, tick.label));
      });
      this.back.replaceChildren(...found);
    }

    points() {
      const context = paint.fitted(this.canvas, this.width, this.height);
      const colours = paint.palette();
      const { mask } = this.selection;
      const { classes, codes } = this.classes;
      const several = classes.length > 1, isMany = mask.length > MANY;
      /** @param {string} colour @param {number} shape @param {number} alpha */
      const group = (colour, shape, alpha) => ({ xs: new Float32Array(mask.length), ys: new Float32Array(mask.length), length: 0, colour, shape, alpha, size: isMany ? 3 : several ? 8 : 6 });
      const groups = [group("--rule-2", 0, 0.6), ...classes.map((/** @type {any} */ one) => group(one.colour, one.shape, 0.85))];
      let drawn = 0;
      for (let row = 0; row < mask.length; row += 1) {
        const [x, y] = [this.x.places[row], this.y.places[row]];
        if (Number.isNaN(x) || Number.isNaN(y)) continue;
        const one = groups[mask[row] ? codes[row] + 1 : 0];
        one.xs[one.length] = this.px(x);
        one.ys[one.length] = this.py(y);
        one.length += 1;
        drawn += 1;
      }
      this.drawn = drawn;
      if (isMany) paint.speckle(context, groups, colours, this.width, this.height);
      else for (const one of groups) if (one.length) paint.markOn(context, one, colours);
    }

    /** The rectangle being drawn, the picked runs, the one pointed at. */
    mark() {
      const found = [];
      const { table } = this.selection;
      const spans = [this.selection.span(this.x), this.selection.span(this.y)];
      if (spans[0] || spans[1]) {
        const [a, b] = (spans[0] || [0, 1]).map((/** @type {number} */ place) => this.px(Math.min(1, Math.max(0, place))));
        const [c, d] = (spans[1] || [0, 1]).map((/** @type {number} */ place) => this.py(Math.min(1, Math.max(0, place))));
        found.push(svg("rect.range", { x: a, y: d, width: Math.max(2, b - a), height: Math.max(2, c - d) }));
      }
      if (this.start && this.now) {
        const [[a, b], [c, d]] = [this.start, this.now];
        found.push(svg("rect.brush", { x: Math.min(a, c), y: Math.min(b, d), width: Math.abs(a - c), height: Math.abs(b - d) }));
      }
      for (const id of KT.tray.picked()) {
        const row = table.row(id);
        if (row >= 0 && !Number.isNaN(this.x.places[row] + this.y.places[row])) found.push(svg(`g.picked.run-${KT.tray.slot(id)}`, null, paint.shapeNode(KT.tray.slot(id), this.px(this.x.places[row]), this.py(this.y.places[row]), 13)));
      }
      if (this.pointed >= 0) found.push(svg("circle.cursor", { cx: this.px(this.x.places[this.pointed]), cy: this.py(this.y.places[this.pointed]), r: 7 }));
      this.front.replaceChildren(...found);
    }

    /** @param {PointerEvent} event @returns {[number, number]} */
    at(event) {
      const box = this.box.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    }

    /** @param {PointerEvent} event */
    down(event) {
      if (event.button || event.pointerType === "touch") return;
      this.start = this.at(event);
      this.box.setPointerCapture(event.pointerId);
    }

    /** @param {PointerEvent} event */
    move(event) {
      const [x, y] = this.at(event);
      if (this.start) {
        this.now = [x, y];
        this.mark();
        return;
      }
      let best = -1, least = NEAR * NEAR;
      const { mask } = this.selection;
      for (let row = mask.length - 1; row >= 0; row -= 1) {
        if (!mask[row]) continue;
        const dx = this.px(this.x.places[row]) - x, dy = this.py(this.y.places[row]) - y;
        if (dx * dx + dy * dy < least) [least, best] = [dx * dx + dy * dy, row];
      }
      this.point(best, x, y);
    }

    /** @param {PointerEvent} event */
    up(event) {
      const [x, y] = this.at(event), start = this.start;
      this.cancel();
      if (start && Math.hypot(x - start[0], y - start[1]) > 6) this.select(start, [x, y]);
      else if (this.pointed >= 0) this.on.choose(this.pointed, event.shiftKey || event.ctrlKey || event.metaKey);
    }

    /** @param {[number, number]} a @param {[number, number]} b */
    select(a, b) {
      const across = (/** @type {number} */ px) => (px - LEFT) / (this.width - LEFT - RIGHT);
      const up = (/** @type {number} */ py) => (this.height - BOTTOM - py) / (this.height - TOP - BOTTOM);
      this.selection.set(this.x.id, this.selection.between(this.x, across(a[0]), across(b[0])));
      if (this.y.id !== this.x.id) this.selection.set(this.y.id, this.selection.between(this.y, up(a[1]), up(b[1])));
    }

    cancel() {
      this.start = null;
      this.now = null;
      this.mark();
    }

    /** @param {number} row @param {number} x @param {number} y */
    point(row, x, y) {
      if (row === this.pointed) return;
      this.pointed = row;
      this.mark();
      this.on.point(row, x, y);
    }
  }

  KT.chart.Scatter = Scatter;
})();
