type Start = (work: TimerHandler, delay?: number, ...rest: unknown[]) => number;
type Stop = (id?: number) => void;

/** As the browser has them; where a package brings Node's types along, those would win. */
interface Timers {
  readonly setTimeout: Start;
  readonly setInterval: Start;
  readonly clearTimeout: Stop;
  readonly clearInterval: Stop;
}

interface Timer {
  time: number;
  readonly every: number | undefined;
  readonly work: () => void;
}

/**
 * Time in the test's hand: a timer of `least` milliseconds or more goes off by `pass()` alone, and the
 * clocks go on by as much. Shorter ones, by which one looks again or lets others go first, go off by
 * themselves.
 */
class HeldTime {
  readonly #real = { setTimeout, setInterval, clearTimeout, clearInterval } as unknown as Timers;
  readonly #clocks = { date: Date.now, performance: performance.now };
  readonly #timers = new Map<number, Timer>();
  #passed = 0;
  #ids = 0;

  constructor(least: number) {
    const real = this.#real;
    const hold =
      (start: Start, repeats: boolean): Start =>
      (work, delay = 0, ...rest) => {
        if (delay < least) return start(work, delay, ...rest);
        // The browser's own are positive.
        const id = --this.#ids;
        const call = () => (work as (...all: unknown[]) => void)(...rest);
        const every = repeats ? delay : undefined;
        this.#timers.set(id, { time: this.#passed + delay, every, work: call });
        return id;
      };
    const drop =
      (stop: Stop): Stop =>
      (id) => {
        if (!this.#timers.delete(id ?? 0)) stop(id);
      };
    Object.assign(window, {
      setTimeout: hold(real.setTimeout, false),
      setInterval: hold(real.setInterval, true),
      clearTimeout: drop(real.clearTimeout),
      clearInterval: drop(real.clearInterval),
    });
    const { date, performance: precise } = this.#clocks;
    Date.now = () => date() + this.#passed;
    performance.now = () => precise.call(performance) + this.#passed;
  }

  /** So many milliseconds go by; each timer that is due has time for what it causes. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#passed + milliseconds;
    await this.#settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      const [id, timer] = next;
      this.#passed = timer.time;
      if (timer.every === undefined) this.#timers.delete(id);
      else timer.time += timer.every;
      timer.work();
      await this.#settle();
    }
    this.#passed = end;
  }

  release(): void {
    Object.assign(window, this.#real);
    Date.now = this.#clocks.date;
    performance.now = this.#clocks.performance;
  }

  #next(end: number): [number, Timer] | undefined {
    return [...this.#timers]
      .filter(([, { time }]) => time <= end)
      .sort(([, one], [, other]) => one.time - other.time)[0];
  }

  #settle(): Promise<void> {
    return new Promise((resolve) => this.#real.setTimeout.call(window, resolve));
  }
}

/** Runs part of a test with its time in hand. */
export async function withHeldTime(
  work: (time: Pick<HeldTime, 'pass'>) => Promise<void>,
  { least = 100 } = {},
): Promise<void> {
  const time = new HeldTime(least);
  try {
    await work(time);
  } finally {
    time.release();
  }
}
