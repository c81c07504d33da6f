// @ts-check
/**
 * What is compared of a run: its facts as nested values, in groups. The twin of
 * `kedro_track/analysis/compare_facts.py`, made of what the site's data files hold.
 */
(function () {
  "use strict";
  /** @type {Record<string, number>} */
  const LATER = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };

  /** @param {any} value */
  const orNull = (value) => (value === undefined ? null : value);
  /** @param {any[] | undefined} list */
  const filled = (list) => (list && list.length ? list : null);

  /** @param {any} detail a run of a details file @returns {Record<string, any>} */
  function factsOf(detail) {
    const packages = orNull(detail.packages);
    return {
      run: run(detail),
      params: detail.parameters !== undefined ? detail.parameters : detail.given || null,
      metrics: Object.fromEntries(Object.entries(detail.metrics || {}).map(([name, value]) => [name, typeof value === "string" ? LATER[value] : value])),
      json: detail.json || {},
      environment: { environment: orNull(detail.environment), python: orNull(detail.python), platform: orNull(detail.platform), host: orNull(detail.host), packages },
      pipeline: pipeline(detail),
      inputs: inputs(detail),
      partial: detail.parameters === undefined ? ["params"] : [],
    };
  }

  /** @param {any} detail */
  function run(detail) {
    const git = detail.git || {};
    const failure = detail.exception;
    /** @type {Record<string, any>} */
    const known = {
      status: detail.status, started: orNull(detail.started), duration: orNull(detail.duration), user: orNull(detail.user),
      branch: orNull(git.branch), commit: orNull(git.sha), dirty: orNull(git.dirty), command: orNull(detail.command),
    };
    const optional = { title: detail.title, notes: detail.notes, tags: filled(detail.tags), error: failure && `${failure.type}: ${failure.message}`, node: failure && failure.node };
    for (const [name, value] of Object.entries(optional)) if (value) known[name] = value;
    return known;
  }

  /** @param {any} detail */
  function pipeline(detail) {
    const nodes = detail.graph && detail.graph.map((/** @type {any} */ node) =>
      [node.name, { function: node.function, inputs: node.inputs, outputs: node.outputs, tags: node.tags }]);
    const seconds = filled(detail.timings);
    return {
      pipelines: filled(detail.pipelines), runner: orNull(detail.runner),
      filters: detail.filters || (detail.captured ? {} : null),
      seconds: seconds && Object.fromEntries(seconds.map((/** @type {any} */ timing) => [timing.node, timing.seconds])),
      nodes: nodes ? Object.fromEntries(nodes) : null,
    };
  }

  /** @param {any} detail */
  function inputs(detail) {
    const found = detail.inputs || [];
    if (!found.length && !detail.captured) return null;
    return Object.fromEntries(found.map((/** @type {any} */ { dataset, path, size, modified, version }) => [dataset, { path, size, modified, version }]));
  }

  KT.compareFacts = { factsOf };
})();
