// @ts-check
/**
 * What a timeline shows at a moment: scales, marks and lines of the runs in view, as numbers.
 * Nothing here touches the page.
 *
 * @typedef {object} View what the reader has chosen
 * @property {"number" | "time"} by what stands along the axis
 * @property {boolean} log
 * @property {number | "auto"} smooth window of the rolling median; 0: none
 * @property {number} [window] what to take for `auto`, while the range is being moved
 * @property {any} classes of KT.chart.classes
 * @property {number | null} from number of the first run in view; null: all
 * @property {number | null} to
 *
 * @typedef {{ width: number, height: number, small: boolean }} Box
 * @typedef {{ low: number, high: number, start: number, end: number, log: boolean, at: (value: number) => number, back: (pixel: number) => number }} Scale
 * @typedef {{ at: number, x: number, kind: "nan" | "up" | "down" | "unfit" }} Odd `unfit`: not above zero on a logarithmic axis
 */
(function () {
  "use strict";
  const FEW = 400;
  const PADDING = 0.05;
  const RAIL = 13;

  /**
   * @param {number} low @param {number} high @param {number} start @param {number} end @param {boolean} [log]
   * @returns {Scale}
   */
  function scale(low, high, start, end, log = false) {
    const turn = log ? Math.log10 : (/** @type {number} */ value) => value;
    const first = turn(low), span = turn(high) / 2 - first / 2;
    const back = (/** @type {number} */ pixel) => {
      const value = first + ((pixel - start) / (end - start)) * span * 2;
      return log ? 10 ** value : value;
    };
    const at = span > 0
      ? (/** @type {number} */ value) => start + ((turn(value) / 2 - first / 2) / span) * (end - start)
      : () => (start + end) / 2;
    return { low, high, start, end, log, at, back };
  }

  /**
   * @param {any} series of KT.chart.series @param {View} view @param {Box} box
   * @param {{ levels: Array<{ name: string, value: number }>, spec: string | null }} given
   */
  function scene(series, view, box, given) {
    const first = view.from === null ? 0 : KT.chart.series.place(series, view.from - 1);
    const end = view.to === null ? series.length : KT.chart.series.place(series, view.to);
    const isWhole = view.from === null && view.to === null;
    const usable = (/** @type {number} */ value) => Number.isFinite(value) && (!view.log || value > 0);
    const levels = given.levels.filter((level) => usable(level.value));
    const [low, high, odd] = extent(series, first, end, usable);
    const rail = odd > 0 ? RAIL : 0;
    const isNarrow = box.width < 560;
    const plot = { left: 0, right: box.width - (box.small || isNarrow ? 8 : 112), top: 16, bottom: box.height - 24 - rail };
    const y = upright(low, high, isWhole ? levels : [], plot, view.log);
    const rows = box.small ? 2 : Math.max(2, Math.round(box.height / 60));
    const yTicks = Number.isFinite(low) ? KT.chart.ticks[view.log ? "logarithmic" : "linear"](y.low, y.high, rows, given.spec) : [];
    plot.left = 14 + 6.4 * Math.max(0, ...yTicks.map((/** @type {any} */ tick) => tick.label.length));
    const x = along(series, view, first, end, plot);
    return {
      first, end, count: end - first, isWhole, isNarrow, plot, x, y, yTicks, rail: box.height - 27,
      xTicks: marks(x, view, plot, box), levels,
      ...placed(series, view, first, end, x, y, usable),
    };
  }

  /** @param {any} series @param {number} first @param {number} end @param {(value: number) => boolean} usable */
  function extent(series, first, end, usable) {
    let low = Infinity, high = -Infinity, odd = 0;
    for (let at = first; at < end; at += 1) {
      const value = series.values[at];
      if (!usable(value)) odd += 1;
      else {
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    return [low, high, odd];
  }

  /**
   * @param {number} low @param {number} high @param {Array<{ value: number }>} levels
   * @param {{ top: number, bottom: number }} plot @param {boolean} log
   */
  function upright(low, high, levels, plot, log) {
    if (!Number.isFinite(low)) return scale(0, 0, plot.bottom, plot.top);
    for (const { value } of levels) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (log) {
      const margin = (high / low) ** PADDING;
      return scale(low / margin, high * margin, plot.bottom, plot.top, true);
    }
    const margin = PADDING * high - PADDING * low;
    return scale(low - margin, high + margin, plot.bottom, plot.top);
  }

  /** @param {any} series @param {View} view @param {number} first @param {number} end @param {{ left: number, right: number }} plot */
  function along(series, view, first, end, plot) {
    if (view.by === "number") {
      const from = view.from ?? (series.length ? series.rows[0] + 1 : 1);
      const to = view.to ?? (series.length ? series.rows[series.length - 1] + 1 : 1);
      return scale(from, to, plot.left, plot.right);
    }
    let low = Infinity, high = -Infinity;
    for (let at = first; at < end; at += 1) {
      const time = series.times[at];
      if (time < low) low = time;
      if (time > high) high = time;
    }
    return low > high ? scale(0, 0, plot.left, plot.right) : scale(low, high, plot.left, plot.right);
  }

  /** @param {Scale} x @param {View} view @param {{ left: number, right: number }} plot @param {Box} box */
  function marks(x, view, plot, box) {
    const count = Math.max(2, Math.floor((plot.right - plot.left) / (view.by === "time" ? 100 : 90)));
    if (view.by === "time") return x.high > x.low ? KT.chart.ticks.moments(x.low, x.high, box.small ? 3 : count) : [];
    const found = KT.chart.ticks.linear(x.low, x.high, Math.max(1, Math.min(box.small ? 4 : count, Math.floor(x.high - x.low))));
    return found.filter((/** @type {any} */ tick) => Number.isInteger(tick.value));
  }

  /**
   * @param {any} series @param {View} view @param {number} first @param {number} end
   * @param {Scale} x @param {Scale} y @param {(value: number) => boolean} usable
   */
  function placed(series, view, first, end, x, y, usable) {
    const count = end - first;
    const xs = new Float32Array(count), ys = new Float32Array(count);
    /** @type {Odd[]} */
    const odd = [];
    for (let at = 0; at < count; at += 1) {
      const value = series.values[first + at];
      xs[at] = x.at(view.by === "number" ? series.rows[first + at] + 1 : series.times[first + at]);
      if (usable(value)) ys[at] = y.at(value);
      else {
        ys[at] = NaN;
        odd.push({ at: first + at, x: xs[at], kind: Number.isNaN(value) ? "nan" : value === Infinity ? "up" : value === -Infinity ? "down" : "unfit" });
      }
    }
    const isDense = count > FEW;
    const window = view.smooth !== "auto" ? view.smooth : view.window ?? (isDense ? automatic(count) : 0);
    return { xs, ys, odd, isDense, window, path: path(series.rows, first, xs, ys, x, 0.6), median: window > 1 ? medianPath(series, window, first, xs, x, y) : null };
  }

  /** About a sixtieth of what is in view; few different ones, so that each is worked out once. @param {number} count */
  const automatic = (count) => 2 ** Math.round(Math.log2(count / 60)) + 1;

  /** @param {any} series @param {number} window @param {number} first @param {Float32Array} xs @param {Scale} x @param {Scale} y */
  function medianPath(series, window, first, xs, x, y) {
    const medians = KT.chart.series.smooth(series, window);
    const ys = new Float32Array(xs.length);
    for (let at = 0; at < xs.length; at += 1) {
      const value = medians[first + at];
      ys[at] = y.log && value <= 0 ? NaN : y.at(value);
    }
    return path(series.rows, first, xs, ys, x, 0.9);
  }

  /**
   * The line through the points, cut where a run between has no value. Where several points
   * share a column of pixels, what the line would cover of it stands for all of them, and only
   * a column without any value is a gap.
   * @param {Int32Array} rows @param {number} first @param {Float32Array} xs @param {Float32Array} ys @param {Scale} x @param {number} half of the line's width
   * @returns {Path}
   */
  function path(rows, first, xs, ys, x, half) {
    return xs.length > 2 * Math.abs(x.end - x.start) ? covered(xs, ys, half) : single(rows, first, xs, ys);
  }

  /** @param {Int32Array} rows @param {number} first @param {Float32Array} xs @param {Float32Array} ys @returns {Path} */
  function single(rows, first, xs, ys) {
    const out = builder(2 * xs.length);
    for (let at = 0; at < xs.length; at += 1) {
      if (at && rows[first + at] > rows[first + at - 1] + 1) out.add(xs[at], NaN);
      out.add(xs[at], ys[at]);
    }
    return out.path();
  }

  /**
   * The outlines of what a line through very many points covers. To fill them takes a tenth of
   * the time of drawing that line, which goes up and down in each column.
   * @param {Float32Array} xs @param {Float32Array} ys @param {number} half @returns {Path}
   */
  function covered(xs, ys, half) {
    const out = builder(4 * (Math.ceil(Math.abs(xs[xs.length - 1] - xs[0])) + 4));
    /** @type {number[]} left edge, top and bottom of each column */
    let open = [];
    let column = -Infinity, top = 0, bottom = 0, last = 0;
    const shut = () => open.push(column - 0.5, top - half, bottom + half);
    const outline = () => {
      for (let at = 0; at < open.length; at += 3) for (const side of [0, 1]) out.add(open[at] + side, open[at + 1]);
      for (let at = open.length - 3; at >= 0; at -= 3) for (const side of [1, 0]) out.add(open[at] + side, open[at + 2]);
      out.add(column, NaN);
      open = [];
    };
    for (let at = 0; at < xs.length; at += 1) {
      const y = ys[at], here = Math.round(xs[at]);
      if (Number.isNaN(y) || Number.isNaN(here)) continue;
      if (here !== column) {
        if (column > -Infinity) shut();
        const isNext = Math.abs(here - column) === 1;
        if (!isNext) outline();
        column = here;
        // The line comes from the column before.
        top = isNext ? Math.min(y, last) : y;
        bottom = isNext ? Math.max(y, last) : y;
      }
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      last = y;
    }
    if (column > -Infinity) shut();
    outline();
    return { ...out.path(), isArea: true };
  }

  /** @param {number} room @returns {{ add: (x: number, y: number) => void, path: () => Path }} */
  function builder(room) {
    let xs = new Float32Array(room), ys = new Float32Array(room), length = 0;
    const grown = (/** @type {Float32Array} */ old) => {
      const more = new Float32Array(2 * old.length);
      more.set(old);
      return more;
    };
    return {
      add(x, y) {
        if (length === xs.length) [xs, ys] = [grown(xs), grown(ys)];
        xs[length] = x;
        ys[length] = y;
        length += 1;
      },
      path: () => ({ xs, ys, length }),
    };
  }

  KT.chart.scale = scale;
  KT.chart.scene = scene;
})();
