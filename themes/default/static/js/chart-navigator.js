// @ts-check
/**
 * The whole of a timeline as a strip, with a window on the part that is looked at: drag the
 * window to move it, its edges to widen it, or anywhere else to draw a new one. For the pointer
 * only; by keyboard the range is chosen in the controls.
 */
(function () {
  "use strict";
  const HEIGHT = 44;
  const EDGE = 9;

  class Navigator {
    /**
     * @param {HTMLElement} box @param {any} timeline
     * @param {{ slide: (range: [number, number] | null) => void, rest: (range: [number, number] | null) => void }} on
     *   `slide` while the window moves, at most once a frame; `rest` when it is let go
     */
    constructor(box, timeline, on) {
      this.box = box;
      this.timeline = timeline;
      this.on = on;
      this.canvas = /** @type {HTMLCanvasElement} */ (KT.el("canvas", { "aria-hidden": "true" }));
      this.window = KT.el("div.window", { "aria-hidden": "true" });
      /** @type {{ at: number, how: "move" | "low" | "high", from: number, to: number } | null} */
      this.drag = null;
      this.frame = 0;
      box.classList.add("navigator");
      box.append(this.canvas, this.window);
      box.addEventListener("pointerdown", (event) => this.down(event));
      box.addEventListener("pointermove", (event) => this.move(event));
      box.addEventListener("pointerup", () => this.up());
      box.addEventListener("pointercancel", () => this.up());
    }

    /** Draw the strip, as wide as the plot above it. */
    draw() {
      const { series } = this.timeline.facts;
      const { plot } = this.timeline.scene;
      const width = plot.right - plot.left;
      this.left = plot.left;
      this.box.style.marginLeft = plot.left + "px";
      this.box.style.width = width + "px";
      const view = { ...this.timeline.view, by: "number", from: null, to: null, smooth: 0, classes: KT.chart.classes.single(this.timeline.facts.table) };
      const scene = KT.chart.scene(series, view, { width: width + 8, height: HEIGHT + 40, small: true }, { levels: [], spec: null });
      this.x = KT.chart.scale(scene.x.low, scene.x.high, 0, width);
      const xs = scene.path.xs.map((/** @type {number} */ x) => this.x.at(scene.x.back(x)));
      const ys = scene.path.ys.map((/** @type {number} */ y) => 3 + ((y - scene.plot.top) / (scene.plot.bottom - scene.plot.top)) * (HEIGHT - 6));
      const paint = KT.chart.paint;
      const context = paint.fitted(this.canvas, width, HEIGHT);
      paint.strokeOn(context, { path: { ...scene.path, xs, ys }, colour: "--ink-3", width: 1 }, paint.palette());
      this.place();
    }

    /** Put the window where the view is. */
    place() {
      const { from, to } = this.timeline.view;
      this.window.hidden = from === null && to === null;
      const [a, b] = [this.x.at(from ?? this.x.low), this.x.at(to ?? this.x.high)];
      this.window.style.left = Math.max(0, a) + "px";
      this.window.style.width = Math.max(2, Math.min(this.x.end, b) - Math.max(0, a)) + "px";
    }

    /** @param {PointerEvent} event */
    down(event) {
      if (event.button || !this.x) return;
      const at = event.clientX - this.box.getBoundingClientRect().left;
      const { from, to } = this.timeline.view;
      const [low, high] = [from ?? this.x.low, to ?? this.x.high];
      const [a, b] = [this.x.at(low), this.x.at(high)];
      const number = this.x.back(at);
      if (!this.window.hidden && Math.abs(at - a) < EDGE) this.drag = { at: number, how: "low", from: low, to: high };
      else if (!this.window.hidden && Math.abs(at - b) < EDGE) this.drag = { at: number, how: "high", from: low, to: high };
      else if (!this.window.hidden && at > a && at < b) this.drag = { at: number, how: "move", from: low, to: high };
      else this.drag = { at: number, how: "high", from: number, to: number };
      this.box.setPointerCapture(event.pointerId);
      event.preventDefault();
    }

    /** @param {PointerEvent} event */
    move(event) {
      if (!this.drag) return;
      const number = this.x.back(event.clientX - this.box.getBoundingClientRect().left);
      const { at, how } = this.drag;
      let { from, to } = this.drag;
      if (how === "low") from = number;
      else if (how === "high") to = number;
      else {
        const by = Math.min(this.x.high - to, Math.max(this.x.low - from, number - at));
        [from, to] = [from + by, to + by];
      }
      this.range = this.whole(Math.min(from, to), Math.max(from, to));
      if (!this.frame) this.frame = requestAnimationFrame(() => this.slide());
    }

    slide() {
      this.frame = 0;
      if (this.range === undefined) return;
      this.on.slide(this.range);
      this.place();
    }

    up() {
      if (this.drag && this.range !== undefined) {
        cancelAnimationFrame(this.frame);
        this.frame = 0;
        this.on.rest(this.range);
      }
      this.drag = null;
      this.range = undefined;
    }

    /** Whole numbers inside of what there is; at least two runs. @param {number} from @param {number} to @returns {[number, number] | null} */
    whole(from, to) {
      const low = Math.max(this.x.low, Math.round(from)), high = Math.min(this.x.high, Math.round(to));
      if (low <= this.x.low && high >= this.x.high) return null;
      return high > low ? [low, high] : [Math.max(this.x.low, high - 1), Math.max(this.x.low + 1, high)];
    }
  }

  KT.chart.Navigator = Navigator;
})();
