// @ts-check
/**
 * Lines and marks onto a surface: few as SVG, which prints and scales; many on a canvas.
 * Colours are names of custom properties, so that both follow the theme.
 *
 * @typedef {{ xs: Float32Array, ys: Float32Array, length: number, isArea?: boolean }} Path NaN in `ys` is a gap
 * @typedef {{ path: Path, colour: string, width: number, alpha?: number }} Stroke
 * @typedef {{ xs: Float32Array, ys: Float32Array, length: number, colour: string, shape: number, size: number, alpha?: number }} Marks
 */
(function () {
  "use strict";

  /** The colours of a page, as they are now. @returns {(name: string) => string} */
  function palette() {
    const style = getComputedStyle(document.documentElement);
    /** @type {Map<string, string>} */
    const known = new Map();
    return (name) => {
      let value = known.get(name);
      if (value === undefined) {
        value = style.getPropertyValue(name).trim() || "gray";
        known.set(name, value);
      }
      return value;
    };
  }

  /** A canvas as sharp as the screen. @param {HTMLCanvasElement} canvas @param {number} width @param {number} height */
  function fitted(canvas, width, height) {
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
      canvas.style.width = width + "px";
      canvas.style.height = height + "px";
    }
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }

  /** @param {CanvasRenderingContext2D} context @param {Stroke} stroke @param {(name: string) => string} colours */
  function strokeOn(context, stroke, colours) {
    const { xs, ys, length, isArea } = stroke.path;
    context.beginPath();
    let isDown = false;
    for (let at = 0; at < length; at += 1) {
      if (Number.isNaN(ys[at])) isDown = false;
      else if (isDown) context.lineTo(xs[at], ys[at]);
      else {
        context.moveTo(xs[at], ys[at]);
        // A point alone is a line without length: round ends make it visible.
        context.lineTo(xs[at], ys[at]);
        isDown = true;
      }
    }
    const colour = colours(stroke.colour);
    Object.assign(context, { fillStyle: colour, strokeStyle: colour, lineWidth: stroke.width, lineJoin: "round", lineCap: "round", globalAlpha: stroke.alpha ?? 1 });
    if (isArea) context.fill();
    else context.stroke();
    context.globalAlpha = 1;
  }

  /** @param {CanvasRenderingContext2D} context @param {Marks} marks @param {(name: string) => string} colours */
  function markOn(context, marks, colours) {
    const { xs, ys, length, size } = marks;
    context.globalAlpha = marks.alpha ?? 1;
    const sprite = stamp(marks.shape, size, colours(marks.colour), context.getTransform().a);
    for (let at = 0; at < length; at += 1) {
      if (!Number.isNaN(ys[at])) context.drawImage(sprite, xs[at] - size / 2, ys[at] - size / 2, size, size);
    }
    context.globalAlpha = 1;
  }

  /** @param {number} shape @param {number} size @param {string} colour @param {number} ratio */
  function stamp(shape, size, colour, ratio) {
    const sprite = document.createElement("canvas");
    sprite.width = sprite.height = Math.ceil(size * ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (sprite.getContext("2d"));
    context.scale(sprite.width / 16, sprite.width / 16);
    context.fillStyle = colour;
    context.fill(new Path2D(KT.tray.SHAPES[shape]));
    return sprite;
  }

  /** A path's data. @param {Path} path */
  function data({ xs, ys, length }) {
    const parts = [];
    let isDown = false;
    for (let at = 0; at < length; at += 1) {
      if (Number.isNaN(ys[at])) {
        isDown = false;
        continue;
      }
      const here = `${xs[at].toFixed(1)} ${ys[at].toFixed(1)}`;
      parts.push(isDown ? "L" + here : `M${here}L${here}`);
      isDown = true;
    }
    return parts.join("");
  }

  /** @param {Stroke} stroke @returns {SVGElement} */
  const strokeNode = (stroke) => KT.svg("path", {
    d: data(stroke.path), fill: "none", stroke: `var(${stroke.colour})`, "stroke-width": stroke.width,
    "stroke-linejoin": "round", "stroke-linecap": "round", opacity: stroke.alpha ?? 1,
  });

  /** @param {Marks} marks @returns {SVGElement} */
  function marksNode(marks) {
    const group = KT.svg("g", { fill: `var(${marks.colour})` });
    for (let at = 0; at < marks.length; at += 1) {
      if (!Number.isNaN(marks.ys[at])) group.append(shapeNode(marks.shape, marks.xs[at], marks.ys[at], marks.size));
    }
    return group;
  }

  /** One marker. @param {number} shape @param {number} x @param {number} y @param {number} size @returns {SVGElement} */
  const shapeNode = (shape, x, y, size) => KT.svg("path", {
    d: KT.tray.SHAPES[shape], transform: `translate(${(x - size / 2).toFixed(1)} ${(y - size / 2).toFixed(1)}) scale(${size / 16})`,
  });

  /**
   * So many points that a canvas's own shapes are too slow: each as a small square of pixels.
   * @param {CanvasRenderingContext2D} context @param {Marks[]} groups @param {(name: string) => string} colours
   * @param {number} width @param {number} height
   */
  function speckle(context, groups, colours, width, height) {
    const ratio = context.getTransform().a;
    layer.width = Math.round(width * ratio);
    layer.height = Math.round(height * ratio);
    const surface = /** @type {CanvasRenderingContext2D} */ (layer.getContext("2d"));
    const image = surface.createImageData(layer.width, layer.height);
    const pixels = new Uint32Array(image.data.buffer), wide = layer.width;
    for (const group of groups) {
      const size = Math.max(2, Math.round(group.size * ratio));
      const ink = packed(surface, colours(group.colour));
      for (let at = 0; at < group.length; at += 1) {
        if (Number.isNaN(group.ys[at])) continue;
        const left = Math.round(group.xs[at] * ratio - size / 2), top = Math.round(group.ys[at] * ratio - size / 2);
        if (left < 0 || top < 0 || left + size > layer.width || top + size > layer.height) continue;
        const first = top * wide + left;
        for (let row = first; row < first + size * wide; row += wide) for (let here = row; here < row + size; here += 1) pixels[here] = ink;
      }
    }
    surface.putImageData(image, 0, 0);
    context.drawImage(layer, 0, 0, width, height);
  }

  const layer = document.createElement("canvas");

  /** A colour as the four bytes of a pixel. @param {CanvasRenderingContext2D} context @param {string} colour */
  function packed(context, colour) {
    context.fillStyle = colour;
    // However it was written, an opaque colour reads back as #rrggbb.
    const bytes = (String(context.fillStyle).match(/^#(..)(..)(..)$/) || ["", "80", "80", "80"]).slice(1).map((part) => parseInt(part, 16));
    return new Uint32Array(Uint8Array.from([...bytes, 255]).buffer)[0];
  }

  KT.chart.paint = { palette, fitted, strokeOn, markOn, strokeNode, marksNode, shapeNode, speckle, data };
})();
