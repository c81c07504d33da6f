// @ts-check
/** Several plots in step: what a reader zooms, moves or turns in one of them, all others follow. */
(function () {
  "use strict";
  // Ranges of axes, cameras and angles; not what a click on the legend does.
  const VIEW = /(axis\d*\.(range|autorange)|\.camera|\.rotation|\.bearing|\.center|\.zoom|\.range)/;
  const MOST = 24;

  /** Figures in step. */
  class Figures {
    constructor() {
      /** @type {any[]} */
      this.handles = [];
      /** @type {Record<string, any>} */
      this.view = {};
    }

    /** @param {any} handle of KT.figures */
    add(handle) {
      if (Object.keys(this.view).length) handle.relayout(this.view);
      this.handles.push(handle);
      handle.onRelayout((/** @type {any} */ changes) => {
        const seen = Object.fromEntries(Object.entries(changes).filter(([key]) => VIEW.test(key)));
        if (!Object.keys(seen).length) return;
        this.remember(seen);
        for (const other of this.handles) if (other !== handle) other.relayout(seen);
      });
    }

    /** The view for those that come later: a range and an automatic range exclude each other. @param {Record<string, any>} seen */
    remember(seen) {
      for (const [key, value] of Object.entries(seen)) {
        const axis = key.replace(/\.(range.*|autorange)$/, "");
        for (const old of Object.keys(this.view)) if (old.startsWith(axis + ".") && old.endsWith("autorange") !== key.endsWith("autorange")) delete this.view[old];
        this.view[key] = value;
      }
    }
  }

  /** Pictures in step: each fills its box, and is moved and enlarged within. */
  class Pictures {
    /** @param {HTMLElement} box holds the pictures, each in a `.lens` */
    constructor(box) {
      this.box = box;
      this.scale = 1;
      this.x = 0;
      this.y = 0;
      box.addEventListener("wheel", (/** @type {WheelEvent} */ event) => {
        const lens = lensOf(event);
        if (!lens) return;
        event.preventDefault();
        const { left, top, width, height } = lens.getBoundingClientRect();
        this.zoom(Math.exp(-event.deltaY / 300), (event.clientX - left) / width - 0.5, (event.clientY - top) / height - 0.5);
      }, { passive: false });
      box.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
        const lens = lensOf(event);
        if (!lens || event.button !== 0) return;
        event.preventDefault();
        lens.focus();
        this.drag(lens, event);
      });
      box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
        if (!lensOf(event) || event.ctrlKey || event.metaKey || event.altKey) return;
        if (this.key(event.key)) event.preventDefault();
      });
    }

    /** @param {string} key */
    key(key) {
      const step = 0.1;
      if (key === "+" || key === "=") this.zoom(1.25, 0, 0);
      else if (key === "-") this.zoom(0.8, 0, 0);
      else if (key === "0") this.zoom(0, 0, 0);
      else if (key === "ArrowLeft") this.shift(step, 0);
      else if (key === "ArrowRight") this.shift(-step, 0);
      else if (key === "ArrowUp") this.shift(0, step);
      else if (key === "ArrowDown") this.shift(0, -step);
      else return false;
      return true;
    }

    /** @param {HTMLElement} lens @param {PointerEvent} start */
    drag(lens, start) {
      const { width, height } = lens.getBoundingClientRect();
      let { clientX, clientY } = start;
      lens.setPointerCapture(start.pointerId);
      /** @param {PointerEvent} event */
      const moved = (event) => {
        this.shift((event.clientX - clientX) / width, (event.clientY - clientY) / height);
        ({ clientX, clientY } = event);
      };
      const ended = () => {
        lens.removeEventListener("pointermove", moved);
        lens.removeEventListener("lostpointercapture", ended);
      };
      lens.addEventListener("pointermove", moved);
      lens.addEventListener("lostpointercapture", ended);
    }

    /** Enlarge around a point of the box, -0.5 to 0.5 from its middle. @param {number} factor @param {number} x @param {number} y */
    zoom(factor, x, y) {
      const scale = Math.min(MOST, Math.max(1, this.scale * factor));
      const ratio = scale / this.scale;
      this.x = x - (x - this.x) * ratio;
      this.y = y - (y - this.y) * ratio;
      this.scale = scale;
      this.apply();
    }

    /** By parts of the box. @param {number} x @param {number} y */
    shift(x, y) {
      this.x += x;
      this.y += y;
      this.apply();
    }

    apply() {
      const most = (this.scale - 1) / 2;
      this.x = Math.min(most, Math.max(-most, this.x));
      this.y = Math.min(most, Math.max(-most, this.y));
      for (const picture of this.box.querySelectorAll(".lens > *")) {
        /** @type {HTMLElement} */ (picture).style.transform = `translate(${this.x * 100}%, ${this.y * 100}%) scale(${this.scale})`;
      }
    }
  }

  /** @param {Event} event @returns {HTMLElement | null} */
  const lensOf = (event) => /** @type {Element} */ (event.target).closest(".lens");

  KT.compareStep = { Figures, Pictures };
})();
