// @ts-check
// Time that passes as fast as the work in it allows.

/** @typedef {{ at: number, order: number, wake: () => void }} Timer */

export class VirtualClock {
  time = 0;
  order = 0;
  /** @type {Timer[]} a heap: no timer is later than those at 2i + 1 and 2i + 2 */
  timers = [];

  now() {
    return this.time;
  }

  /** The time of day here is that of the clock. */
  date() {
    return this.now();
  }

  /**
   * @param {number} milliseconds
   * @returns {Promise<void>}
   */
  sleep(milliseconds) {
    return new Promise((wake) => this.add({ at: this.time + milliseconds, order: this.order++, wake }));
  }

  /** Lets time pass until nobody waits for anything any more. */
  async run() {
    for (let next = this.take(); next; next = this.take()) {
      this.time = next.at;
      next.wake();
      // Whoever was woken goes on as far as it can.
      if (this.timers[0]?.at !== this.time) await new Promise(setImmediate);
    }
  }

  /** @param {Timer} timer */
  add(timer) {
    let at = this.timers.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.comesFirst(parent, at)) return;
      this.swap(parent, at);
      at = parent;
    }
  }

  take() {
    const [first] = this.timers;
    const last = this.timers.pop();
    if (last && this.timers.length > 0) {
      this.timers[0] = last;
      for (let at = 0; ; ) {
        let least = at;
        for (const child of [2 * at + 1, 2 * at + 2]) {
          if (child < this.timers.length && this.comesFirst(child, least)) least = child;
        }
        if (least === at) break;
        this.swap(least, at);
        at = least;
      }
    }
    return first;
  }

  /**
   * @param {number} one
   * @param {number} other
   */
  comesFirst(one, other) {
    const [a, b] = /** @type {[Timer, Timer]} */ ([this.timers[one], this.timers[other]]);
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  /**
   * @param {number} one
   * @param {number} other
   */
  swap(one, other) {
    const [a, b] = /** @type {[Timer, Timer]} */ ([this.timers[one], this.timers[other]]);
    [this.timers[one], this.timers[other]] = [b, a];
  }
}
