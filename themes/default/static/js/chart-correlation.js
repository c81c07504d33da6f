// @ts-check
/**
 * Which parameter goes with a metric: the twin of kedro_track/analysis/correlation.py, where
 * the method is told; both are held to `tests/vectors/correlation.json`.
 *
 * @typedef {{ parameter: string, kind: "rank" | "groups", strength: number | null, runs: number, values: number, deviations: number | null, verdict: "clear" | "chance" | "few" | "scattered" | "constant" }} Association
 */
(function () {
  "use strict";
  const FEWEST = 10;
  const DOUBT = 0.05;
  const NEARLY = 1 - 1e-12;
  const ORDER = { clear: 0, chance: 1, few: 2, scattered: 3, constant: 4 };

  /**
   * Relate each column with the metric, and judge all of them together, clearest first.
   * @param {Array<[string, any[]]>} columns values of each parameter, one a run; null where a run has none
   * @param {Array<number | null>} metric parallel @returns {Association[]}
   */
  function judged(columns, metric) {
    const found = columns.map(([name, column]) => associate(name, column, metric));
    const tried = found.filter((one) => one.strength !== null).length;
    return found.map((one) => judge(one, tried)).sort((a, b) =>
      ORDER[a.verdict] - ORDER[b.verdict] || (b.deviations || 0) - (a.deviations || 0) || (a.parameter < b.parameter ? -1 : 1));
  }

  /** @param {string} name @param {any[]} column @param {Array<number | null>} metric @returns {Association} */
  function associate(name, column, metric) {
    /** @type {any[]} */
    const values = [];
    /** @type {number[]} */
    const numbers = [];
    for (let at = 0; at < column.length; at += 1) {
      const number = metric[at], value = column[at];
      if (number === null || !Number.isFinite(number) || value === null || (typeof value === "number" && !Number.isFinite(value))) continue;
      values.push(value);
      numbers.push(number);
    }
    const keys = values.map((value) => (typeof value === "number" ? "n" + value : JSON.stringify(value)));
    const distinct = new Set(keys).size;
    const kind = distinct >= 3 && values.every((value) => typeof value === "number") ? "rank" : "groups";
    const one = { parameter: name, kind: /** @type {"rank" | "groups"} */ (kind), runs: values.length, values: distinct };
    const why = nothing(values.length, distinct, new Set(numbers).size, kind);
    if (why) return { ...one, strength: null, deviations: null, verdict: why };
    const strength = kind === "rank" ? spearman(values, numbers) : explained(keys, numbers);
    const deviations = kind === "rank"
      ? Math.abs(Math.atanh(Math.max(-NEARLY, Math.min(NEARLY, strength)))) * Math.sqrt((values.length - 3) / 1.06)
      : chiDeviations(strength * (values.length - 1), distinct - 1);
    return judge({ ...one, strength, deviations, verdict: "chance" }, 1);
  }

  /** @param {number} runs @param {number} distinct @param {number} numbers @param {string} kind */
  function nothing(runs, distinct, numbers, kind) {
    if (runs < FEWEST) return "few";
    if (distinct < 2 || numbers < 2) return "constant";
    return kind === "groups" && distinct * 2 > runs ? "scattered" : null;
  }

  /** @param {Association} one @param {number} tried @returns {Association} */
  function judge(one, tried) {
    if (one.deviations === null) return one;
    const doubt = DOUBT / tried / (one.kind === "rank" ? 2 : 1);
    return { ...one, verdict: one.deviations > quantile(doubt) ? "clear" : "chance" };
  }

  /** Spearman's rank correlation; both must vary. @param {ArrayLike<number>} left @param {ArrayLike<number>} right */
  function spearman(left, right) {
    const a = ranks(left), b = ranks(right), middle = (a.length + 1) / 2;
    let product = 0, first = 0, second = 0;
    for (let at = 0; at < a.length; at += 1) {
      product += (a[at] - middle) * (b[at] - middle);
      first += (a[at] - middle) ** 2;
      second += (b[at] - middle) ** 2;
    }
    return Math.max(-1, Math.min(1, product / Math.sqrt(first * second)));
  }

  /** @param {string[]} keys @param {number[]} values */
  function explained(keys, values) {
    const placed = ranks(values), middle = (placed.length + 1) / 2;
    /** @type {Map<string, [number, number]>} */
    const sums = new Map();
    let whole = 0;
    keys.forEach((key, at) => {
      const [total, count] = sums.get(key) || [0, 0];
      sums.set(key, [total + placed[at] - middle, count + 1]);
      whole += (placed[at] - middle) ** 2;
    });
    let between = 0;
    for (const [total, count] of sums.values()) between += (total * total) / count;
    return Math.min(1, between / whole);
  }

  /** Ranks from 1; equal values share the mean of theirs. @param {ArrayLike<number>} values */
  function ranks(values) {
    const order = Uint32Array.from(values, (_, at) => at).sort((a, b) => values[a] - values[b]);
    const found = new Float64Array(order.length);
    for (let start = 0; start < order.length;) {
      let end = start;
      while (end < order.length && values[order[end]] === values[order[start]]) end += 1;
      for (let place = start; place < end; place += 1) found[order[place]] = (start + 1 + end) / 2;
      start = end;
    }
    return found;
  }

  /** @param {number} doubt */
  function quantile(doubt) {
    const t = Math.sqrt(-2 * Math.log(doubt));
    return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  }

  /** @param {number} chi @param {number} freedom */
  function chiDeviations(chi, freedom) {
    const spread = 2 / (9 * freedom);
    return ((chi > 0 ? Math.exp(Math.log(chi / freedom) / 3) : 0) - (1 - spread)) / Math.sqrt(spread);
  }

  KT.chart.correlation = { judged, associate, ranks };
})();
