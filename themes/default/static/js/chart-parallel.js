// @ts-check
/**
 * Parallel coordinates: an axis for each column, a line for each run. Lines are drawn on two
 * canvases, those not looked at beneath, a few hundred at a time so that the page never stands
 * still; axes, ranges and what is pointed at are SVG above them.
 */
(function () {
  "use strict";
  const TOP = 10, BOTTOM = 34, SIDE = 34, NEAR = 12, SLICE = 250, MOST = 20000, LETTER = 7.4, CHARACTER = 6.2;
  const paint = KT.chart.paint;
  const { svg } = KT;

  class Parallel {
    /**
     * @param {HTMLElement} box @param {any} selection of KT.explore
     * @param {{ point: (row: number, x: number, y: number) => void, open: (id: string) => void, choose: (row: number, pick: boolean) => void }} on
     *   `point`: a line is pointed at (-1: none); `open`: an axis' name was pressed
     */
    constructor(box, selection, on) {
      this.box = box;
      this.selection = selection;
      this.on = on;
      this.height = 420;
      this.width = 0;
      this.under = /** @type {HTMLCanvasElement} */ (KT.el("canvas", { "aria-hidden": "true" }));
      this.over = /** @type {HTMLCanvasElement} */ (KT.el("canvas", { "aria-hidden": "true" }));
      this.frame = svg("svg.chart", { "aria-hidden": "true" });
      this.names = KT.el("div.axis-names");
      this.field = KT.el("div.parallel-field", null, this.under, this.over, this.frame);
      box.replaceChildren(this.names, this.field);
      /** @type {any[]} */
      this.axes = [];
      /** @type {any} */
      this.classes = null;
      this.pointed = -1;
      /** @type {{ axis: any, from: number } | null} */
      this.drag = null;
      /** @type {any} */
      this.job = null;
      /** Whether the lines beneath are still to be drawn. */
      this.owing = false;
      this.field.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => this.down(event));
      this.field.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => this.move(event));
      this.field.addEventListener("pointerup", (/** @type {PointerEvent} */ event) => this.up(event));
      this.field.addEventListener("pointercancel", () => { this.drag = null; });
      this.field.addEventListener("pointerleave", () => this.point(-1, 0, 0));
    }

    /** Draw axes and lines. @param {string[]} ids @param {any} classes */
    show(ids, classes) {
      this.axes = ids.map((id) => this.selection.axis(id));
      this.classes = classes;
      this.width = Math.max(this.box.clientWidth, 96 * ids.length + 2 * SIDE - 96);
      this.field.style.width = this.names.style.width = this.width + "px";
      this.field.style.height = this.height + "px";
      this.frame.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
      this.frame.setAttribute("width", String(this.width));
      this.frame.setAttribute("height", String(this.height));
      this.label();
      this.decorate();
      return this.lines(true);
    }

    /** @param {number} at number of the axis */
    x(at) {
      return this.axes.length < 2 ? this.width / 2 : SIDE + (at * (this.width - 2 * SIDE)) / (this.axes.length - 1);
    }

    /** Where a place is; without one, on the line beneath. @param {number} place */
    y(place) {
      return Number.isNaN(place) ? this.height - 12 : this.height - BOTTOM - place * (this.height - TOP - BOTTOM);
    }

    /** @param {number} pixel */
    place(pixel) {
      return Math.min(1, Math.max(0, (this.height - BOTTOM - pixel) / (this.height - TOP - BOTTOM)));
    }

    /** How far apart the axes are. */
    get room() {
      return this.axes.length < 2 ? this.width : (this.width - 2 * SIDE) / (this.axes.length - 1);
    }

    label() {
      const { room } = this;
      const names = this.axes.map((axis) => KT.chart.columnName(this.selection.table, axis.id));
      this.names.replaceChildren(...this.axes.map((axis, at) => {
        const name = names[at];
        const button = KT.el("button.axis-name", { type: "button", title: axis.id, "aria-label": KT.text("metrics.axis_button", { column: name }), "aria-pressed": String(this.selection.ranges.has(axis.id)), onclick: () => this.on.open(axis.id) });
        // Those at the ends have half the room, and begin or end with the drawing.
        const isEnd = this.axes.length > 1 && (at === 0 || at === this.axes.length - 1);
        const width = isEnd ? Math.min(SIDE + room / 2, 190) - 6 : Math.min(room - 8, 190);
        button.append(...KT.runs.columns.parts(name, Math.floor(width / LETTER), names));
        button.style.width = width + "px";
        button.style.left = (isEnd ? (at ? this.width - width : 0) : this.x(at) - width / 2) + "px";
        button.style.textAlign = isEnd ? (at ? "right" : "left") : "center";
        return button;
      }));
    }

    /** Axes, their marks, the ranges on them, and the line that is pointed at. */
    decorate() {
      const found = [], most = Math.floor((this.room - 12) / CHARACTER);
      this.axes.forEach((axis, at) => {
        const x = this.x(at).toFixed(1);
        found.push(svg("path.axis", { d: `M${x} ${TOP}V${this.height - BOTTOM}` }));
        for (const { place, label } of axis.ticks) {
          const y = this.y(place), last = at === this.axes.length - 1 && at > 0;
          found.push(svg("path.axis", { d: `M${x} ${y.toFixed(1)}h${last ? -4 : 4}` }), svg("text.halo", { x: Number(x) + (last ? -7 : 7), y: y + 4, "text-anchor": last ? "end" : "start" }, KT.chart.axes.cut(label, most)));
        }
        if (axis.missing) found.push(svg("text.halo", { x, y: this.height - 1, "text-anchor": "middle" }, KT.text("metrics.no_value")));
        const span = this.selection.span(axis);
        if (span) {
          const [low, high] = span.map((/** @type {number} */ place) => this.y(Math.min(1.02, Math.max(-0.02, place))));
          found.push(svg("rect.range", { x: Number(x) - 6, y: high, width: 12, height: Math.max(3, low - high) }));
        }
      });
      for (const id of KT.tray.picked()) {
        const row = this.selection.table.row(id);
        if (row >= 0) found.push(svg(`path.picked-line.run-${KT.tray.slot(id)}`, { d: this.path(row) }));
      }
      if (this.pointed >= 0) found.push(svg("path.pointed", { d: this.path(this.pointed) }));
      this.frame.replaceChildren(...found);
    }

    /** A run's line. @param {number} row */
    path(row) {
      return this.axes.map((axis, at) => `${at ? "L" : "M"}${this.x(at).toFixed(1)} ${this.y(axis.places[row]).toFixed(1)}`).join("");
    }

    /** The lines of the runs looked at; of all runs too, faintly, beneath. @param {boolean} all @returns {Promise<void>} when they are drawn */
    async lines(all) {
      if (this.job) this.job.wanted = false;
      const job = this.job = new KT.work.Job();
      const { classes, codes } = this.classes;
      const colours = paint.palette(), strength = faintness(this.selection.count);
      const rows = this.selection.rows().slice(0, MOST);
      /** @type {number[][]} */
      const groups = classes.map(() => []);
      for (const row of rows) groups[codes[row]].push(row);
      const over = paint.fitted(this.over, this.width, this.height);
      for (let at = 0; at < groups.length; at += 1) await this.stroke(job, over, groups[at], colours(classes[at].colour), strength);
      if (!all && !this.owing) return;
      this.owing = true;
      const count = this.selection.table.length, first = Math.max(0, count - MOST);
      const under = paint.fitted(this.under, this.width, this.height);
      await this.stroke(job, under, Array.from({ length: count - first }, (_, at) => first + at), colours("--rule-2"), 0.7 * faintness(count));
      this.owing = false;
    }

    /** @param {any} job @param {CanvasRenderingContext2D} context @param {number[]} rows @param {string} colour @param {number} strength */
    async stroke(job, context, rows, colour, strength) {
      const xs = this.axes.map((_, at) => this.x(at));
      context.strokeStyle = colour;
      context.lineWidth = rows.length > 2000 ? 0.75 : 1;
      context.globalAlpha = strength;
      for (let start = 0; start < rows.length; start += SLICE) {
        context.beginPath();
        for (const row of rows.slice(start, start + SLICE)) {
          this.axes.forEach((axis, at) => {
            const y = this.y(axis.places[row]);
            if (at) context.lineTo(xs[at], y);
            else context.moveTo(xs[at], y);
          });
        }
        context.stroke();
        if (job.late) await job.turn();
      }
    }

    /** @param {PointerEvent} event @returns {[number, number, number]} x, y and the axis that is near, or -1 */
    at(event) {
      const box = this.field.getBoundingClientRect();
      const x = event.clientX - box.left, y = event.clientY - box.top;
      return [x, y, this.axes.findIndex((_, at) => Math.abs(this.x(at) - x) < NEAR)];
    }

    /** @param {PointerEvent} event */
    down(event) {
      const [, y, near] = this.at(event);
      if (event.button || near < 0) return;
      this.drag = { axis: this.axes[near], from: this.place(y) };
      this.field.setPointerCapture(event.pointerId);
      event.preventDefault();
    }

    /** @param {PointerEvent} event */
    move(event) {
      const [x, y, near] = this.at(event);
      this.field.classList.toggle("on-axis", near >= 0);
      if (!this.drag) {
        this.point(this.nearest(x, y), x, y);
        return;
      }
      const to = this.place(y);
      if (Math.abs(to - this.drag.from) < 0.01) return;
      this.selection.move(this.drag.axis.id, this.selection.between(this.drag.axis, this.drag.from, to));
    }

    /** @param {PointerEvent} event */
    up(event) {
      const [, y] = this.at(event);
      if (this.drag) {
        const { axis, from } = this.drag;
        this.drag = null;
        this.selection.set(axis.id, Math.abs(this.place(y) - from) < 0.01 ? null : this.selection.between(axis, from, this.place(y)));
      } else if (this.pointed >= 0) this.on.choose(this.pointed, event.shiftKey || event.ctrlKey || event.metaKey);
    }

    /** The run whose line passes nearest, of those looked at. @param {number} x @param {number} y */
    nearest(x, y) {
      let left = 0;
      while (left < this.axes.length - 2 && this.x(left + 1) < x) left += 1;
      const [a, b] = [this.axes[left], this.axes[left + 1]];
      if (!b) return -1;
      const part = (x - this.x(left)) / (this.x(left + 1) - this.x(left));
      if (part < 0 || part > 1) return -1;
      let best = -1, least = 6;
      const { mask } = this.selection;
      for (let row = mask.length - 1; row >= 0; row -= 1) {
        if (!mask[row]) continue;
        const distance = Math.abs(this.y(a.places[row]) * (1 - part) + this.y(b.places[row]) * part - y);
        if (distance < least) [least, best] = [distance, row];
      }
      return best;
    }

    /** @param {number} row @param {number} x @param {number} y */
    point(row, x, y) {
      if (row === this.pointed) return;
      this.pointed = row;
      this.field.classList.toggle("on-line", row >= 0);
      this.decorate();
      this.on.point(row, x, y);
    }
  }

  /** The more lines there are, the fainter each: where many run together it is dark. @param {number} count */
  const faintness = (count) => Math.min(0.85, Math.max(0.12, 7.5 / Math.sqrt(count || 1)));

  KT.chart.Parallel = Parallel;
})();
