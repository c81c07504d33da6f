// @ts-check
/**
 * Long work in short turns, so that the page never stands still: a job gives the browser a
 * turn whenever it has had its time, and ends where a newer one has taken its place.
 */
(function () {
  "use strict";
  const LONGEST = 12;
  const BLOCK = 2048;
  const OFTEN = 4095;

  /** Thrown inside of a job that is no longer wanted. */
  class Superseded extends Error {}

  const channel = new MessageChannel();
  /** @type {Array<() => void>} */
  const waiting = [];
  channel.port1.onmessage = () => { /** @type {() => void} */ (waiting.shift())(); };

  /** Let the browser do what it has to do. @returns {Promise<void>} */
  function turn() {
    const { scheduler } = /** @type {any} */ (globalThis);
    if (scheduler && scheduler.yield) return scheduler.yield();
    return new Promise((resolve) => {
      waiting.push(() => resolve(undefined));
      channel.port2.postMessage(null);
    });
  }

  class Job {
    constructor() {
      this.since = performance.now();
      this.wanted = true;
    }

    /** Whether it is the browser's turn. */
    get late() {
      return performance.now() - this.since > LONGEST;
    }

    async turn() {
      await turn();
      if (!this.wanted) throw new Superseded();
      this.since = performance.now();
    }

    /** Do something with each number below a count. @param {number} count @param {(at: number) => void} act */
    async each(count, act) {
      for (let at = 0; at < count; at += 1) {
        act(at);
        if ((at & 255) === 0 && this.late) await this.turn();
      }
    }

    /**
     * Sort numbers in place, keeping the order of equals: blocks first, then merged.
     * @param {Uint32Array} order @param {(a: number, b: number) => number} compare
     */
    async sort(order, compare) {
      for (let start = 0; start < order.length; start += BLOCK) {
        order.subarray(start, start + BLOCK).sort(compare);
        if (this.late) await this.turn();
      }
      /** @type {Uint32Array[]} */
      let [from, to] = [order, new Uint32Array(order.length)];
      for (let width = BLOCK; width < order.length; width *= 2) {
        for (let start = 0; start < order.length; start += 2 * width) await this.merge(from, to, start, width, compare);
        [from, to] = [to, from];
      }
      if (from !== order) order.set(from);
    }

    /** @param {Uint32Array} from @param {Uint32Array} to @param {number} start @param {number} width @param {(a: number, b: number) => number} compare */
    async merge(from, to, start, width, compare) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(start + 2 * width, from.length);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at += 1) {
        const takesLeft = left < middle && (right >= end || compare(from[left], from[right]) <= 0);
        to[at] = takesLeft ? from[left++] : from[right++];
        if ((at & OFTEN) === 0 && this.late) await this.turn();
      }
    }
  }

  KT.work = { Job, Superseded, turn };
})();
