// @ts-check
/**
 * A metric's timeline that can be looked into: drawn anew for each view. Axes, lines of levels
 * and picked runs are SVG; the points are too while they are few, and on a canvas above that.
 *
 * @typedef {object} TimelineFacts
 * @property {any} table of KT.data
 * @property {any} series of KT.chart.series
 * @property {any} info the metric's column: label, unit, format, direction
 * @property {Array<{ row: number, before: number, after: number, kind: string }>} turns change points, oldest first
 * @property {number} baseline row of the baseline's run; -1 without one
 * @property {boolean} small
 * @property {number} height
 */
(function () {
  "use strict";
  const paint = KT.chart.paint;
  const { svg } = KT;
  /** More points than these have no shape of their own: it could not be told. */
  const MANY = 3000;

  class Timeline {
    /** @param {HTMLElement} box @param {TimelineFacts} facts */
    constructor(box, facts) {
      this.box = box;
      this.facts = facts;
      /** @type {any} */
      this.view = { by: "number", log: false, smooth: "auto", classes: KT.chart.classes.single(facts.table), from: null, to: null };
      /** @type {any} what is drawn now */
      this.scene = null;
      this.levels = this.levelsOf();
      this.canvas = /** @type {HTMLCanvasElement} */ (KT.el("canvas", { "aria-hidden": "true" }));
      this.back = svg("svg.chart.timeline", { "aria-hidden": "true" });
      this.names = svg("g");
      this.marks = svg("g");
      this.front = svg("svg.chart.timeline.front", { "aria-hidden": "true" }, this.names, this.marks);
      box.classList.add("live-chart");
      box.append(this.back, this.canvas, this.front);
      /** @type {number} index in the series of the point that is looked at; -1: none */
      this.focused = -1;
      /** @type {[number, number] | null} numbers of runs that are being selected */
      this.selected = null;
    }

    levelsOf() {
      const { series, baseline, info, table } = this.facts;
      const found = [];
      const values = series.values.filter(Number.isFinite);
      if (baseline >= 0) found.push({ name: "baseline", value: table.value(info.id, baseline) });
      if (info.direction && info.direction !== "none" && values.length > 1) {
        const best = values.reduce((/** @type {number} */ a, /** @type {number} */ b) => (a > b) === (info.direction === "higher") ? a : b);
        found.push({ name: "best", value: best });
      }
      return found.filter((level) => level.value !== null);
    }

    /** Draw a view; what is not named stays as it was. @param {object} [changes] */
    show(changes) {
      Object.assign(this.view, changes);
      const width = Math.max(240, this.box.clientWidth), height = this.facts.height;
      const { series, small, info } = this.facts;
      this.scene = KT.chart.scene(series, this.view, { width, height, small }, { levels: this.levels, spec: info.format || null });
      this.box.style.height = height + "px";
      for (const layer of [this.back, this.front]) {
        layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
        layer.setAttribute("width", String(width));
        layer.setAttribute("height", String(height));
      }
      this.names.replaceChildren();
      this.back.replaceChildren(...this.frame(), ...this.guides());
      this.points(width, height);
      this.mark();
    }

    /** Grid, axes and their words. @returns {SVGElement[]} */
    frame() {
      const { plot, x, y, xTicks, yTicks } = this.scene;
      const found = [];
      for (const { value, label } of yTicks) {
        const at = y.at(value).toFixed(1);
        found.push(svg("path.grid", { d: `M${plot.left} ${at}H${plot.right}` }), svg("text", { x: plot.left - 8, y: Number(at) + 4, "text-anchor": "end" }, label));
      }
      found.push(svg("path.axis", { d: `M${plot.left} ${plot.bottom}H${plot.right}` }));
      const floor = this.facts.height - 6;
      for (const { value, label } of xTicks) {
        const at = x.at(value).toFixed(1);
        found.push(svg("path.axis", { d: `M${at} ${plot.bottom}v4` }), svg("text", { x: at, y: floor, "text-anchor": "middle" }, label));
      }
      return found;
    }

    /** Baseline, best, the levels between change points, and these. @returns {SVGElement[]} */
    guides() {
      const { plot, y, odd, rail, levels, first, end } = this.scene;
      const inside = (/** @type {number} */ at) => at >= plot.top - 1 && at <= plot.bottom + 1;
      const found = [];
      const named = levels.map((/** @type {any} */ level) => ({ ...level, y: y.at(level.value) })).filter((/** @type {any} */ level) => inside(level.y)).sort((/** @type {any} */ a, /** @type {any} */ b) => a.y - b.y);
      const tight = named.length > 1 && named[1].y - named[0].y < 13;
      named.forEach((/** @type {any} */ level, /** @type {number} */ at) => {
        const name = tight ? (named[0].y + named[1].y) / 2 + (at ? 6.5 : -6.5) : level.y;
        found.push(svg(`path.level.level-${level.name}`, { d: `M${plot.left} ${level.y.toFixed(1)}H${plot.right}` }));
        if (!this.facts.small) this.names.append(this.named(level, name));
      });
      const turns = this.facts.turns.map((turn) => ({ ...turn, x: this.between(turn.row) })).filter((turn) => turn.row >= this.facts.series.rows[first] && turn.row <= this.facts.series.rows[Math.max(first, end - 1)] && turn.x !== null);
      if (turns.length) found.push(svg("path.plateau", { d: this.plateaus(turns) }));
      for (const turn of turns) {
        found.push(svg(`g.turn.turn-${turn.kind}`, null, svg("path", { d: `M${turn.x?.toFixed(1)} ${plot.top}V${plot.bottom}` }),
          turns.length <= 24 && !this.facts.small && svg("text", { x: turn.x, y: plot.top - 4, "text-anchor": "middle" }, turn.row + 1)));
      }
      for (const mark of thinnedOdd(odd)) found.push(svg(`path.odd.odd-${mark.kind}`, { d: `M${mark.x.toFixed(1)} ${rail}${ODD[mark.kind]}` }));
      return found;
    }

    /** The name of a level: beside the plot, or above its line where there is no room. @param {any} level @param {number} y */
    named(level, y) {
      const { plot, isNarrow } = this.scene;
      const place = isNarrow ? { x: plot.right, y: y - 4, "text-anchor": "end" } : { x: plot.right + 6, y: y + 4 };
      return svg("text.level-name", place, `${KT.text("metrics.level." + level.name)} ${this.written(level.value)}`);
    }

    /** @param {any[]} turns that are in view */
    plateaus(turns) {
      const { plot, y } = this.scene;
      const edges = [plot.left, ...turns.map((turn) => turn.x), plot.right];
      return [turns[0].before, ...turns.map((turn) => turn.after)].map((level, at) => {
        const height = y.at(level);
        return height >= plot.top && height <= plot.bottom ? `M${edges[at].toFixed(1)} ${height.toFixed(1)}H${edges[at + 1].toFixed(1)}` : "";
      }).join("");
    }

    /** Halfway between a run's point and the one before. @param {number} row @returns {number | null} */
    between(row) {
      const { series } = this.facts;
      const at = KT.chart.series.place(series, row), { first, end, xs } = this.scene;
      if (at >= end || at < first) return null;
      return at > first ? (xs[at - first] + xs[at - 1 - first]) / 2 : xs[at - first];
    }

    /** The values themselves. @param {number} width @param {number} height */
    points(width, height) {
      const { isDense, path, median, plot } = this.scene;
      const { classes } = this.view;
      const several = classes.classes.length > 1;
      /** @type {any[]} */
      const strokes = [{ path, colour: several ? "--ink-3" : "--accent", width: 1.25, alpha: isDense ? 0.35 : several ? 0.6 : 1 }];
      const after = median ? [{ path: median, colour: "--ink", width: 1.75 }] : [];
      const marks = isDense && !several ? [] : this.grouped(several, isDense);
      this.canvas.hidden = !isDense;
      this.box.classList.toggle("on-canvas", isDense);
      if (!isDense) {
        this.back.append(...strokes.map(paint.strokeNode), ...marks.map(paint.marksNode), ...after.map(paint.strokeNode));
        return;
      }
      const colours = paint.palette();
      const context = paint.fitted(this.canvas, width, height);
      context.save();
      context.beginPath();
      context.rect(plot.left - 4, 0, plot.right - plot.left + 8, height);
      context.clip();
      for (const stroke of strokes) paint.strokeOn(context, stroke, colours);
      if (marks.length && this.scene.count > MANY) paint.speckle(context, marks, colours, width, height);
      else for (const one of marks) paint.markOn(context, one, colours);
      for (const stroke of after) paint.strokeOn(context, stroke, colours);
      context.restore();
    }

    /** Points by class. @param {boolean} several @param {boolean} isDense */
    grouped(several, isDense) {
      const { xs, ys, first, count } = this.scene;
      const { classes, codes } = this.view.classes;
      const room = (this.scene.plot.right - this.scene.plot.left) / count;
      const size = isDense ? (this.scene.count > MANY ? 3 : 5) : several ? Math.max(5, Math.min(8, 2 * room)) : room > 9 ? 6 : room > 4 ? 4 : 0;
      if (!size) return [];
      const groups = classes.map((/** @type {any} */ one) => ({ xs: new Float32Array(one.count && count), ys: new Float32Array(one.count && count), length: 0, colour: one.colour, shape: one.shape, size }));
      for (let at = 0; at < count; at += 1) {
        const group = groups[codes[this.facts.series.rows[first + at]]];
        group.xs[group.length] = xs[at];
        group.ys[group.length] = ys[at];
        group.length += 1;
      }
      return groups.filter((/** @type {any} */ group) => group.length);
    }

    /** What lies over the points: picked runs, the one looked at, the range being selected. */
    mark() {
      const { series, table, small } = this.facts;
      const { first, end, xs, ys, plot } = this.scene;
      const found = [];
      if (this.selected) {
        const [a, b] = this.selected.map((number) => Math.min(plot.right, Math.max(plot.left, this.edge(number))));
        found.push(svg("rect.brush", { x: Math.min(a, b), y: plot.top, width: Math.abs(b - a), height: plot.bottom - plot.top }));
      }
      for (const id of KT.tray.picked()) {
        const row = table.row(id), at = KT.chart.series.place(series, row);
        if (row < 0 || at < first || at >= end || series.rows[at] !== row || Number.isNaN(ys[at - first])) continue;
        const slot = KT.tray.slot(id);
        found.push(svg(`g.picked.run-${slot}`, null, paint.shapeNode(slot, xs[at - first], ys[at - first], small ? 10 : 13)));
      }
      const at = this.focused - first;
      if (this.focused >= first && this.focused < end) {
        const height = Number.isNaN(ys[at]) ? this.scene.rail : ys[at];
        found.push(svg("path.cursor", { d: `M${xs[at].toFixed(1)} ${plot.top}V${plot.bottom}` }), svg("circle.cursor", { cx: xs[at], cy: height, r: 6 }));
      }
      this.marks.replaceChildren(...found);
    }

    /** Where a run's number stands, also when time is along the axis. @param {number} number */
    edge(number) {
      const { x } = this.scene;
      if (this.view.by === "number") return x.at(number);
      const at = Math.min(this.facts.series.length - 1, KT.chart.series.place(this.facts.series, number - 1));
      return at < 0 ? x.start : x.at(this.facts.series.times[at]);
    }

    /** A value with its unit. @param {number | null} value @returns {string} */
    written(value) {
      const { format, unit } = this.facts.info;
      return KT.numbers.write(value, format || null) + (unit ? " " + unit : "");
    }
  }

  /** @type {Record<string, string>} */
  const ODD = { nan: "m-3-3l6 6m0-6l-6 6", up: "m0-4l4 7h-8z", down: "m0 4l4-7h-8z", unfit: "m-3 0h6" };

  /** One mark for those that would stand in the same place. @param {any[]} odd */
  function thinnedOdd(odd) {
    const taken = new Set();
    return odd.filter((mark) => {
      const key = mark.kind + Math.floor(mark.x / 6);
      return taken.has(key) ? false : taken.add(key);
    });
  }

  KT.chart.Timeline = Timeline;
})();
