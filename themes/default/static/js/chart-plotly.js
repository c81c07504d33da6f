// @ts-check
/** A timeline as a Plotly figure, made when somebody asks for it. */
(function () {
  "use strict";
  const MOST = 5000;

  /** @param {any} timeline @param {string} title @returns {{ figure: any, shown: number, of: number }} */
  function figure(timeline, title) {
    const { series, table, info } = timeline.facts;
    const { first, end } = timeline.scene;
    const { classes, codes } = timeline.view.classes;
    const start = Math.max(first, end - MOST);
    const several = classes.length > 1;
    /** @type {any[]} */
    const traces = classes.map((/** @type {any} */ one) => ({ type: "scatter", mode: several ? "markers" : "lines+markers", name: one.label || title, x: [], y: [], text: [], hovertemplate: "%{text}<br>%{y}<extra></extra>", connectgaps: false }));
    for (let at = start; at < end; at += 1) {
      const row = series.rows[at], trace = traces[several ? codes[row] : 0];
      // A gap is a point without a height, so that no line crosses it.
      if (!several && at > start && row > series.rows[at - 1] + 1) push(trace, timeline, at, null);
      push(trace, timeline, at, Number.isFinite(series.values[at]) ? series.values[at] : null);
      trace.text[trace.text.length - 1] = escaped(`${row + 1}. ${table.name(row)}`);
    }
    const layout = {
      title: { text: escaped(title) }, showlegend: several, hovermode: "closest",
      xaxis: { title: { text: KT.text(timeline.view.by === "time" ? "metrics.axis_time" : "metrics.axis_number") } },
      yaxis: { title: { text: escaped(info.unit || "") }, type: timeline.view.log ? "log" : "linear" },
    };
    for (const trace of traces) trace.name = escaped(trace.name);
    return { figure: { data: traces.filter((trace) => trace.x.length), layout }, shown: end - start, of: end - first };
  }

  /** @param {any} trace @param {any} timeline @param {number} at @param {number | null} value */
  function push(trace, timeline, at, value) {
    const { series } = timeline.facts;
    const time = series.times[at];
    trace.x.push(timeline.view.by === "time" ? (Number.isNaN(time) ? null : new Date(time).toISOString()) : series.rows[at] + 1);
    trace.y.push(value);
    trace.text.push("");
  }

  /** Plotly reads some markup in texts; ours is text. @param {string} text */
  const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  KT.chart.plotly = { figure };
})();
