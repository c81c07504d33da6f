// @ts-check
/**
 * What the reader chose to see of the runs, kept in the hash so that a link shows it again.
 *
 * @typedef {{ id: string, down: boolean }} SortKey
 * @typedef {{ filter: string, search: string, sort: SortKey[], columns: string[], group: string,
 *   best: string, open: string[], hide: string[] }} RunsView
 *   `columns`: empty for those that are chosen by themselves; `best`: the metric of which each
 *   group shows its best run only; `open`: the groups whose runs are shown, by their labels
 */
(function () {
  "use strict";
  const KEYS = ["filter", "search", "sort", "columns", "group", "best", "open", "hide"];

  /** @returns {RunsView} */
  function read() {
    const { get, list } = KT.state;
    return {
      filter: get("filter") || "",
      search: get("search") || "",
      sort: list("sort").map((/** @type {string} */ key) => ({ id: key.replace(/^-/, ""), down: key.startsWith("-") })),
      columns: list("columns"),
      group: get("group") || "",
      best: get("best") || "",
      open: list("open"),
      hide: list("hide"),
    };
  }

  /**
   * Change a part of the view.
   * @param {Partial<RunsView>} changes @param {{ push?: boolean }} [options] push: Back undoes it; it does unless told otherwise
   */
  function write(changes, options = { push: true }) {
    /** @type {Record<string, string | string[] | null>} */
    const state = {};
    for (const [key, value] of Object.entries(changes)) {
      state[key] = key === "sort" ? /** @type {SortKey[]} */ (value).map(({ id, down }) => (down ? "-" : "") + id) : /** @type {any} */ (value);
    }
    KT.state.set(state, options);
  }

  /** A text that differs where the view does. */
  const print = () => JSON.stringify(KEYS.map((key) => KT.state.get(key)));

  KT.runs = { view: { read, write, print } };
})();
