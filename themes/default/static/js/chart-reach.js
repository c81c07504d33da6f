// @ts-check
/**
 * Reaching into a timeline: by pointer (hover, click, drag to select a range) and by keyboard
 * (arrows from run to run, Enter opens it, x picks it, Escape shows all). One element takes
 * all of it: a slider over the runs, which tells its value to those who do not see the picture.
 */
(function () {
  "use strict";
  const NEAR = 28;
  const DRAG = 5;

  class Reach {
    /**
     * @param {any} timeline @param {string} label
     * @param {{ select: (range: [number, number] | null) => void, zoom: (range: [number, number] | null) => void, open?: (row: number) => void }} on
     *   `select` while dragging, `zoom` at its end, both in numbers of runs; null: all
     */
    constructor(timeline, label, on) {
      this.timeline = timeline;
      this.on = on;
      /** @type {number | null} where a drag began */
      this.start = null;
      this.tip = KT.el("div.tip", { hidden: true });
      this.element = KT.el("div.reach", {
        role: "slider", tabindex: "0", "aria-label": label, "aria-orientation": "horizontal",
        onpointermove: (/** @type {PointerEvent} */ event) => this.move(event),
        onpointerdown: (/** @type {PointerEvent} */ event) => this.down(event),
        onpointerup: (/** @type {PointerEvent} */ event) => this.up(event),
        onpointercancel: () => this.cancel(),
        onpointerleave: () => this.leave(),
        ondblclick: () => on.zoom(null),
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event),
        onblur: () => this.look(-1),
      });
      timeline.box.append(this.element, this.tip);
    }

    /** Say where we are, for those who do not see it. */
    tell() {
      const { series } = this.timeline.facts;
      const at = this.timeline.focused;
      const number = (/** @type {number} */ place) => String(series.length ? series.rows[place] + 1 : 0);
      const now = at < 0 ? Math.max(0, series.length - 1) : at;
      this.element.setAttribute("aria-valuemin", number(0));
      this.element.setAttribute("aria-valuemax", number(Math.max(0, series.length - 1)));
      this.element.setAttribute("aria-valuenow", number(now));
      this.element.setAttribute("aria-valuetext", series.length ? KT.chart.tip.line(this.timeline, now) : "");
    }

    /** Look at a point, or at none (-1). @param {number} at index in the series @param {boolean} [stays] from the keyboard */
    look(at, stays = false) {
      if (at === this.timeline.focused && !stays) return;
      this.timeline.focused = at;
      this.timeline.mark();
      this.element.classList.toggle("on-point", at >= 0);
      if (at < 0) this.tip.hidden = true;
      else KT.chart.tip.show(this.tip, this.timeline, at);
      if (stays) this.tell();
    }

    /** @param {PointerEvent} event */
    place(event) {
      const box = this.element.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    }

    /** The point nearest to a place, if it is near. @param {number} px @param {number} py @returns {number} */
    nearest(px, py) {
      const { xs, ys, first, count, rail } = this.timeline.scene;
      let best = -1, least = NEAR * NEAR;
      // Ordered by number, and as good as ordered by time: an index finds the neighbourhood.
      let low = 0, high = count;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (xs[middle] < px - NEAR) low = middle + 1;
        else high = middle;
      }
      for (let at = low; at < count && xs[at] <= px + NEAR; at += 1) {
        const dy = (Number.isNaN(ys[at]) ? rail : ys[at]) - py, dx = xs[at] - px;
        const distance = dx * dx + dy * dy;
        if (distance < least) [least, best] = [distance, first + at];
      }
      return best;
    }

    /** The number of the run at a place of the axis. @param {number} px */
    numberAt(px) {
      const { scene, view, facts } = this.timeline;
      const { plot, x, first, count } = scene;
      const at = x.back(Math.min(plot.right, Math.max(plot.left, px)));
      if (view.by === "number") return at;
      let low = 0, high = count;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (facts.series.times[first + middle] < at) low = middle + 1;
        else high = middle;
      }
      return facts.series.rows[Math.min(first + low, facts.series.length - 1)] + 1;
    }

    /** @param {PointerEvent} event */
    move(event) {
      const [px, py] = this.place(event);
      if (this.start !== null && Math.abs(px - this.start) > DRAG) {
        this.look(-1);
        this.on.select(this.range(px));
        return;
      }
      if (event.pointerType !== "touch") this.look(this.nearest(px, py));
    }

    /** @param {number} px @returns {[number, number]} */
    range(px) {
      const ends = [this.numberAt(this.start ?? px), this.numberAt(px)].sort((a, b) => a - b);
      return [ends[0], ends[1]];
    }

    /** @param {PointerEvent} event */
    down(event) {
      if (event.button) return;
      this.start = this.place(event)[0];
      if (event.pointerType !== "touch") this.element.setPointerCapture(event.pointerId);
    }

    /** @param {PointerEvent} event */
    up(event) {
      const [px, py] = this.place(event);
      const dragged = this.start !== null && Math.abs(px - this.start) > DRAG;
      const range = dragged ? this.range(px) : null;
      this.start = null;
      this.on.select(null);
      if (range) {
        const [from, to] = [Math.max(1, Math.ceil(range[0])), Math.floor(range[1])];
        if (to > from) this.on.zoom([from, to]);
        return;
      }
      const at = this.nearest(px, py);
      // A finger has no hover: its first tap shows what is there, with a link in it.
      if (event.pointerType === "touch" && at !== this.timeline.focused) this.look(at, true);
      else if (at >= 0) this.choose(at, event.shiftKey || event.ctrlKey || event.metaKey);
      else if (this.on.open) this.on.open(-1);
    }

    cancel() {
      this.start = null;
      this.on.select(null);
    }

    leave() {
      if (this.start === null && document.activeElement !== this.element) this.look(-1);
    }

    /** Open a run, or pick it. @param {number} at @param {boolean} pick */
    choose(at, pick) {
      const { table, series } = this.timeline.facts;
      const row = series.rows[at];
      if (pick) KT.tray.toggle(table.value("id", row));
      else if (this.on.open) this.on.open(row);
      else KT.go(KT.root + table.page(row) + (KT.tray.picked().length ? "#runs=" + KT.tray.picked().map(encodeURIComponent).join(",") : ""));
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { first, end, count } = this.timeline.scene;
      const now = this.timeline.focused;
      const page = Math.max(1, Math.round(count / 10));
      /** @type {Record<string, number>} */
      const moves = {
        ArrowRight: now < 0 ? end - 1 : now + 1, ArrowUp: now < 0 ? end - 1 : now + 1,
        ArrowLeft: now < 0 ? end - 1 : now - 1, ArrowDown: now < 0 ? end - 1 : now - 1,
        Home: first, End: end - 1, PageUp: now + page, PageDown: now - page,
      };
      if (event.key in moves && count) this.look(Math.min(end - 1, Math.max(first, moves[event.key])), true);
      else if (event.key === "Enter" && now >= 0) this.choose(now, false);
      else if (event.key === "x" && now >= 0) this.choose(now, true);
      else if (event.key === "Escape") this.on.zoom(null);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }
  }

  KT.chart.Reach = Reach;
})();
