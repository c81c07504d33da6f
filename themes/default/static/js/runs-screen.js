// @ts-check
/**
 * From a view to what the table shows: which rows, in groups or the best of each, with which
 * columns.
 *
 * @typedef {{ table: any, items: Int32Array, rows: Uint32Array, groups: any[], open: Set<string>, sort: any[],
 *   infos: any[], columns: any[], best: Map<string, number>, run: any, selection: any, ofEach: boolean }} RunsScreen
 *   `rows`: all that are shown, those of folded groups too; `ofEach`: only the best of each group
 */
(function () {
  "use strict";
  const { columns, cells, order, groups: grouping } = KT.runs;
  /** Columns as they are set, kept as long as the table is. @type {WeakMap<any, Map<string, any>>} */
  const made = new WeakMap();

  /**
   * @param {any} table @param {any} view @param {any} filter compiled
   * @param {{ ids: string[], run: string }} shape the columns, and the one by which runs are called @param {any} job
   * @returns {Promise<RunsScreen>}
   */
  async function arrange(table, view, filter, shape, job) {
    const selection = await order.select(table, view, filter, job);
    const infos = columns.known(table, shape.ids);
    const measured = infos.filter(columns.isMeasured).map((/** @type {any} */ info) => info.id);
    await order.prepare(table, [...measured, ...[view.group, view.best].filter((id) => table.info.has(id))], job);
    const isGrouped = table.info.has(view.group);
    const ofEach = isGrouped && table.info.has(view.best);
    const groups = isGrouped ? await grouping.group(table, selection.rows, view.group, job) : [];
    const open = new Set(view.open);
    let { rows } = selection;
    let items = null;
    if (ofEach) {
      rows = await bestOfEach(table, rows, groups, view, job);
    } else if (isGrouped) {
      await grouping.summarise(table, groups, measured, job);
      rows = Uint32Array.from(groups.flatMap((/** @type {any} */ one) => one.rows));
      items = Int32Array.from(groups.flatMap((/** @type {any} */ one, /** @type {number} */ number) => [-1 - number, ...(open.has(one.label) ? one.rows : [])]));
    }
    return {
      table, rows, items: items || new Int32Array(rows), groups, open, sort: view.sort, infos,
      columns: infos.map((/** @type {any} */ info) => column(table, info)), best: await best(table, infos, rows, job),
      run: table.info.get(shape.run), selection, ofEach,
    };
  }

  /** @param {any} table @param {any} info */
  function column(table, info) {
    let known = made.get(table);
    if (!known) made.set(table, known = new Map());
    const found = known.get(info.id) || cells.make(table, info);
    known.set(info.id, found);
    return found;
  }

  /** @param {any} table @param {Uint32Array} rows @param {any[]} groups @param {any} view @param {any} job */
  async function bestOfEach(table, rows, groups, view, job) {
    const kept = new Set();
    for (const one of groups) {
      kept.add(grouping.bestRow(one.rows, table, view.best));
      if (job.late) await job.turn();
    }
    const found = rows.filter((row) => kept.has(row));
    if (view.sort.length) return found;
    const { values } = table.typed(view.best);
    const sign = table.info.get(view.best).direction === "lower" ? 1 : -1;
    return found.sort((a, b) => sign * (values[a] - values[b]) || b - a);
  }

  /** The best value of each metric among the runs shown, where several have one. @param {any} table @param {any[]} infos @param {Uint32Array} rows @param {any} job */
  async function best(table, infos, rows, job) {
    const found = new Map();
    for (const info of infos.filter((one) => one.direction === "higher" || one.direction === "lower")) {
      const row = several(rows, table.typed(info.id)) ? grouping.bestRow(rows, table, info.id) : -1;
      if (row >= 0) found.set(info.id, table.value(info.id, row));
      if (job.late) await job.turn();
    }
    return found;
  }

  /** Whether more than one row has a value. @param {Uint32Array} rows @param {any} column */
  function several(rows, { has }) {
    let count = 0;
    for (let at = 0; at < rows.length && count < 2; at += 1) count += has[rows[at]];
    return count > 1;
  }

  KT.runs.screen = { arrange };
})();
