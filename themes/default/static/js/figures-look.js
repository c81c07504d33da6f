// @ts-check
/**
 * What is done to a user's figure before it is drawn: the page's font, in the dark its colours
 * too, the arrays of newer Plotlys for older ones. Knows no element but the root's style.
 */
(function () {
  "use strict";
  // These compile their shaders with `eval`, which the page's policy forbids: a frame may.
  const FRAMED = /gl$|^(splom|parcoords|pointcloud)$/;
  // These load coasts or tiles from another host.
  const MAPS = /^(scattergeo|choropleth|(scatter|density|choropleth)map(box)?)$/;
  const ARRAYS = { i1: Int8Array, u1: Uint8Array, c1: Uint8ClampedArray, i2: Int16Array, u2: Uint16Array, i4: Int32Array, u4: Uint32Array, f4: Float32Array, f8: Float64Array };
  const NARROW = 440;
  const FEW = 4;
  const AXIS = /^[xy]axis\d*$/;

  /** @param {any} figure @param {RegExp} pattern */
  const has = (figure, pattern) => (figure.data || []).some((/** @type {any} */ trace) => trace && pattern.test(String(trace.type || "")));

  /** @param {any} value */
  const isMapping = (value) => value !== null && typeof value === "object" && !Array.isArray(value) && !ArrayBuffer.isView(value);

  /** `over` laid over `under`, mapping by mapping. @param {any} under @param {any} over @returns {any} */
  function merged(under, over) {
    if (!isMapping(under) || !isMapping(over)) return over === undefined ? under : over;
    const made = { ...under };
    for (const [key, value] of Object.entries(over)) made[key] = merged(under[key], value);
    return made;
  }

  /**
   * `{dtype, bdata, shape}` as arrays, which Plotly reads by itself from plotly.js 2.35 on.
   * @param {any} value @returns {any}
   */
  function decoded(value) {
    if (Array.isArray(value)) return value.map(decoded);
    if (!isMapping(value)) return value;
    const kind = /** @type {any} */ (ARRAYS)[value.dtype];
    if (kind && typeof value.bdata === "string") {
      const bytes = Uint8Array.from(atob(value.bdata), (letter) => letter.charCodeAt(0));
      return shaped(Array.from(new kind(bytes.buffer)), String(value.shape || "").split(",").map(Number));
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decoded(inner)]));
  }

  /** @param {any[]} flat @param {number[]} shape @returns {any[]} */
  function shaped(flat, shape) {
    if (shape.length < 2) return flat;
    const size = flat.length / shape[0];
    return Array.from({ length: shape[0] }, (_, row) => shaped(flat.slice(row * size, (row + 1) * size), shape.slice(1)));
  }

  const isDark = () => {
    const said = document.documentElement.dataset.theme;
    return said ? said === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };

  /** The page's look as the layout of a Plotly template. @param {boolean} dark */
  function look(dark) {
    const style = getComputedStyle(document.documentElement);
    /** @param {string} name */
    const colour = (name) => style.getPropertyValue(name).trim();
    const font = { family: getComputedStyle(document.body).fontFamily, size: 12 };
    if (!dark) return { layout: { font } };
    const axis = { gridcolor: colour("--rule"), linecolor: colour("--rule-2"), zerolinecolor: colour("--rule-2"), tickcolor: colour("--rule-2") };
    const wall = { ...axis, backgroundcolor: colour("--paper-2") };
    return {
      layout: {
        font: { ...font, color: colour("--ink") },
        paper_bgcolor: colour("--paper"), plot_bgcolor: colour("--paper-2"),
        xaxis: axis, yaxis: axis,
        scene: { xaxis: wall, yaxis: wall, zaxis: wall },
        polar: { bgcolor: colour("--paper-2"), angularaxis: axis, radialaxis: axis },
        ternary: { bgcolor: colour("--paper-2"), aaxis: axis, baxis: axis, caxis: axis },
        hoverlabel: { bgcolor: colour("--paper-3"), font: { color: colour("--ink") } },
        modebar: { bgcolor: "rgba(0,0,0,0)", color: colour("--ink-3"), activecolor: colour("--ink") },
      },
      data: {
        table: [{ header: { fill: { color: colour("--paper-3") }, line: { color: colour("--rule") } }, cells: { fill: { color: colour("--paper-2") }, line: { color: colour("--rule") } } }],
      },
    };
  }

  /** Whether the figure's maker chose the colours that it stands on. @param {any} layout */
  const hasOwnPaper = (layout) => Boolean(layout.paper_bgcolor || layout.plot_bgcolor);

  /** @param {any} layout */
  const hasTitle = (layout) => Boolean(layout.title && (typeof layout.title === "string" || layout.title.text));

  /**
   * The figure as it is drawn on this page. What its maker set stays; what only a template
   * says takes the page's look. Its width and height are those of its box.
   * @param {any} figure @param {{ thumb?: boolean, width?: number }} options
   */
  function dressed(figure, options) {
    const { width: _width, height: _height, ...layout } = figure.layout || {};
    const dark = isDark() && !hasOwnPaper(layout);
    const { data, ...page } = look(dark);
    // Plotly leaves a hundred pixels for a title, also where there is none.
    const roomy = { layout: { margin: { l: 56, r: 24, b: 48, t: hasTitle(layout) ? 64 : 28 } } };
    const template = merged(merged(merged(layout.template || {}, page), roomy), beneath(figure, options.width));
    if (data) template.data = { ...template.data, ...data };
    const made = { ...layout, template, autosize: true };
    if (options.thumb) Object.assign(made, bare(layout));
    return { data: figure.data, layout: made, frames: options.thumb ? undefined : figure.frames };
  }

  /** A narrow box has no room for a legend at the side: a short one goes between title and plot. @param {any} figure @param {number} [width] in px */
  const beneath = (figure, width = NARROW) => (width >= NARROW || (figure.data || []).length > FEW ? {} :
    { layout: { legend: { orientation: "h", x: 0, y: 1, xanchor: "left", yanchor: "bottom" } } });

  /** What makes a figure a picture of itself. @param {any} layout */
  function bare(layout) {
    /** @type {Record<string, any>} */
    const less = { title: { text: "" }, showlegend: false, margin: { l: 4, r: 4, t: 4, b: 4 }, annotations: [], updatemenus: [], sliders: [], coloraxis: { ...layout.coloraxis, showscale: false } };
    for (const name of new Set(["xaxis", "yaxis", ...Object.keys(layout).filter((key) => AXIS.test(key))])) {
      less[name] = { ...layout[name], showticklabels: false, ticks: "", title: { text: "" }, rangeslider: { visible: false } };
      if (name.startsWith("y")) delete less[name].rangeslider;
    }
    return less;
  }

  /**
   * Several figures in one, each in its run's colour and with its run's name.
   * @param {Array<{ figure: any, name: string, colour: string }>} parts the first one's layout is kept
   */
  function overlaid(parts) {
    const layout = { ...(parts[0].figure.layout || {}), showlegend: true, barmode: "overlay", boxmode: "group", violinmode: "group" };
    const data = parts.flatMap(({ figure, name, colour }, place) =>
      (figure.data || []).map((/** @type {any} */ trace) => painted(trace, name, colour, place, (figure.data || []).length)));
    return { data, layout };
  }

  /** @param {any} trace @param {string} name @param {string} colour @param {number} place @param {number} siblings */
  function painted(trace, name, colour, place, siblings) {
    const own = trace.name && siblings > 1 ? `${name}: ${trace.name}` : name;
    const made = { ...trace, name: own, legendgroup: `${place}`, showlegend: true, offsetgroup: `${place}`, alignmentgroup: `${place}`, opacity: /^(bar|histogram|waterfall|funnel)$/.test(trace.type) ? 0.55 : trace.opacity };
    const marker = isMapping(trace.marker) ? trace.marker : {};
    if (!Array.isArray(marker.color) && !isMapping(marker.color)) made.marker = { ...marker, color: colour };
    if (/^(scatter(gl|polar|polargl|3d|ternary)?|box|violin|ohlc)?$/.test(trace.type || "")) made.line = { ...trace.line, color: colour };
    return made;
  }

  KT.figureLook = {
    dressed, overlaid, decoded, isDark,
    /** @param {any} figure */
    isFramed: (figure) => has(figure, FRAMED),
    /** @param {any} figure */
    isMap: (figure) => has(figure, MAPS),
  };
})();
