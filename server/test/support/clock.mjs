/** The real time, and as much more as a test has added. */
export class TestClock {
  #added = 0;
  #timers = new Set();

  now() {
    return Date.now() + this.#added;
  }

  at(time, callback) {
    const stop = () => {
      clearTimeout(handle);
      this.#timers.delete(timer);
    };
    const fire = () => {
      stop();
      callback();
    };
    const timer = { check: () => time <= this.now() && fire() };
    const handle = setTimeout(fire, Math.min(Math.max(0, time - this.now()), 2 ** 31 - 1));
    this.#timers.add(timer);
    return stop;
  }

  /**
   * Lets time pass in steps, so that what renews itself can do so on any machine.
   * @param {number} ms
   * @param {number} step milliseconds; less than what is renewed may be late
   * @param {() => Promise<void>} settled resolves once what a step has brought about is done
   */
  async advance(ms, step, settled) {
    for (let left = ms; left > 0; left -= step) {
      this.#added += Math.min(step, left);
      for (const timer of [...this.#timers]) timer.check();
      await settled();
    }
  }
}
