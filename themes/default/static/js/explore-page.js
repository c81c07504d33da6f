// @ts-check
/**
 * The page that explores: parallel coordinates, a scatter, the parameters that go with a
 * metric, and the table of the runs looked at. What is chosen stands in the hash: `axes=`,
 * `colour=`, `x=`, `y=`, `metric=`, `filter=`, `ranges=`, `only=`, `log=`, `sort=`.
 */
(function () {
  "use strict";
  const { el } = KT;
  const NEWEST = 2000;
  const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const root = document.getElementById("explore");
  if (!root) return;
  const main = root;

  KT.data.runs().then(begin).catch((/** @type {Error} */ error) => KT.metrics.failed(byId("controls"), error));

  /** @param {any} table */
  function begin(table) {
    main.hidden = false;
    const selection = new KT.explore.Selection(table, () => later(false));
    const chosen = defaults(table);
    const ids = () => {
      const said = KT.state.list("axes").filter((/** @type {string} */ id) => table.info.has(id));
      return said.length ? said : chosen.axes;
    };
    const pick = (/** @type {string} */ key, /** @type {string} */ other) => {
      const said = KT.state.get(key);
      return said && table.info.has(said) ? said : other;
    };
    const tip = el("div.tip", { hidden: true });
    const point = (/** @type {HTMLElement} */ box, /** @type {number} */ row, /** @type {number} */ x, /** @type {number} */ y) => tell(tip, table, box, ids(), row, x, y);
    const choose = (/** @type {number} */ row, /** @type {boolean} */ picks) => {
      if (picks) KT.tray.toggle(table.value("id", row));
      else KT.go(KT.root + table.page(row));
    };
    const dialog = (/** @type {string} */ id, /** @type {boolean} */ isAxis) => KT.explore.axis.open(selection, id, isAxis ? { ids: ids(), change: (/** @type {string[]} */ next) => KT.state.set({ axes: next }, { push: true }) } : null);
    const parallel = new KT.chart.Parallel(byId("parallel"), selection, { point: (/** @type {number} */ row, /** @type {number} */ x, /** @type {number} */ y) => point(parallel.field, row, x, y), open: (/** @type {string} */ id) => dialog(id, true), choose });
    const scatter = new KT.chart.Scatter(byId("scatter"), selection, { point: (/** @type {number} */ row, /** @type {number} */ x, /** @type {number} */ y) => point(byId("scatter"), row, x, y), choose });
    const list = new KT.explore.RunTable(byId("rows"), selection, (/** @type {number} */ row) => {
      parallel.pointed = row;
      parallel.decorate();
      scatter.pointed = row >= 0 && !Number.isNaN(scatter.x.places[row] + scatter.y.places[row]) ? row : -1;
      scatter.mark();
    });
    const controls = KT.explore.controls(table, selection, { ids, pick, chosen, dialog });

    /** @type {any} */
    let classes = null;
    let frame = 0, pause = 0, drawn = "";

    /** Draw again, at most once a frame. @param {boolean} all axes and colours too */
    function later(all) {
      whole = whole || all;
      if (!frame) frame = requestAnimationFrame(() => {
        frame = 0;
        draw(whole);
        whole = false;
      });
    }
    let whole = false;

    /** @param {boolean} all */
    function draw(all) {
      const [x, y] = [pick("x", chosen.x), pick("y", chosen.y)];
      if (all) classes = KT.chart.classes.by(table, pick("colour", chosen.colour));
      controls.show(classes);
      const done = all ? parallel.show(ids(), classes) : parallel.lines(false);
      done.then(() => { main.dataset.ready = "true"; }, superseded);
      if (all) scatter.show(x, y, classes);
      else {
        parallel.label();
        parallel.decorate();
        scatter.points();
        scatter.mark();
      }
      // What is read beneath may follow when the hand rests.
      clearTimeout(pause);
      pause = setTimeout(() => {
        list.show(ids());
        controls.told(scatter, x, y);
        KT.explore.related.show(byId("related"), selection, pick("metric", chosen.metric), (/** @type {string} */ id) => KT.state.set({ x: id, y: pick("metric", chosen.metric) }, { push: true }));
      }, 60);
    }

    /** @param {boolean} anew */
    function update(anew) {
      const said = JSON.stringify(["axes", "colour", "x", "y", "log"].map((key) => KT.state.get(key)));
      selection.read();
      later(anew || said !== drawn);
      drawn = said;
    }

    update(true);
    KT.state.onChange(() => update(false));
    KT.metrics.keepDrawn(byId("parallel"), () => update(true));
    KT.tray.onChange(() => {
      parallel.decorate();
      scatter.mark();
    });
  }

  /** A drawing that gave way to a newer one is no fault. @param {unknown} error */
  function superseded(error) {
    if (!(error instanceof KT.work.Superseded)) throw error;
  }

  /** What is shown before anything was chosen: what varies, and what it may bear on. @param {any} table */
  function defaults(table) {
    const infos = [...table.info.values()];
    const varies = (/** @type {any} */ info) => {
      const column = table.typed(info.id);
      if (column.type === "words") return column.words.length > 1 && column.words.length <= 30;
      const given = column.values.filter((/** @type {number} */ value, /** @type {number} */ row) => column.has[row] && Number.isFinite(value));
      return given.some((/** @type {number} */ value) => value !== given[0]);
    };
    const leading = table.index.headline.map((/** @type {string} */ name) => "metrics." + name);
    const metrics = [...new Set([...leading, ...infos.filter((info) => info.group === "metrics").map((info) => info.id)])].filter((id) => table.info.has(id) && varies(table.info.get(id)));
    const wanted = KT.state.get("metric");
    const metric = wanted && table.info.has(wanted) ? wanted : metrics[0] || "duration";
    const found = judged(table, infos.filter((info) => info.group === "params").map((info) => info.id), metric);
    const clear = found.find((/** @type {any} */ one) => one.verdict === "clear");
    const shown = found.map((/** @type {any} */ one) => one.parameter).filter((/** @type {string} */ id) => varies(table.info.get(id)));
    // A list says little on an axis: what has one value comes before it.
    const params = [false, true].flatMap((lists) => shown.filter((/** @type {string} */ id) => lists === holdsLists(table, id)));
    return {
      axes: [...params.slice(0, 5), ...new Set([metric, ...metrics])].slice(0, 5 + Math.min(3, metrics.length)),
      metric, colour: metric, x: clear ? clear.parameter : metrics.find((id) => id !== metric) || params[0] || "when", y: metric,
    };
  }

  /** How the columns go with a metric among the newest runs, the surest first. @param {any} table @param {string[]} ids @param {string} metric @returns {any[]} */
  function judged(table, ids, metric) {
    const newest = (/** @type {string} */ id) => table.column(id).slice(-NEWEST);
    return KT.chart.correlation.judged(ids.map((id) => [id, newest(id)]), newest(metric));
  }

  /** Whether what a column has are lists and mappings, as JSON. @param {any} table @param {string} id */
  function holdsLists(table, id) {
    const { type, words } = table.typed(id);
    return type === "words" && words.every((/** @type {any} */ word) => /^[[{]/.test(String(word)));
  }

  /**
   * What is said of a run that is pointed at.
   * @param {HTMLElement} tip @param {any} table @param {HTMLElement} box @param {string[]} ids @param {number} row @param {number} x @param {number} y
   */
  function tell(tip, table, box, ids, row, x, y) {
    tip.hidden = row < 0;
    if (row < 0) return;
    const said = ids.slice(0, 10).map((id) => {
      const value = table.value(id, row), info = table.info.get(id);
      const text = value === null ? "–" : typeof value === "number" ? KT.chart.classes.written(table, id, value) : typeof value === "string" ? value : JSON.stringify(value);
      return el("div", null, el("span.note", null, (info.group === "run" ? KT.chart.columnName(table, id) : info.label) + " "), text.slice(0, 60));
    });
    tip.replaceChildren(el("div.tip-value", null, `${row + 1}. ${table.name(row)}`), ...said, el("div.note", null, KT.text("metrics.tip_keys")));
    box.append(tip);
    tip.style.left = Math.max(0, x + 16 + tip.offsetWidth > box.clientWidth ? x - 16 - tip.offsetWidth : x + 16) + "px";
    tip.style.top = Math.max(0, Math.min(y - 20, box.clientHeight - tip.offsetHeight)) + "px";
  }
})();
