import { atOnce, Desk, MapStore, type Changed, type DeskPolicy } from '../../desk/index.js';
import type { Availability } from '../../transport/transport.js';
import { Challenges } from './challenges.js';
import type { Clock } from './clock.js';

/** The real rules on a store in memory, driven by a clock that a test may move. */
export class Backend {
  readonly clock: Clock;
  readonly challenges: Challenges;
  readonly store = new MapStore();
  readonly desk: Desk;
  readonly #listeners = new Set<() => void>();
  readonly #onChange: (changed: Changed) => void;
  #availability: Availability | undefined;
  #ids = 0;
  #cancelTimer = () => {};

  constructor(clock: Clock, policy: Partial<DeskPolicy>, onChange: (changed: Changed) => void) {
    this.clock = clock;
    this.challenges = new Challenges(clock);
    this.#onChange = onChange;
    this.desk = new Desk(this.store, {
      policy,
      now: () => clock.now,
      newId: () => `id-${++this.#ids}`,
      onChange: (changed) => this.#changed(changed),
    });
  }

  /** Calls back after each change. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What is told in place of the truth. */
  get availability(): Availability {
    return this.#availability ?? atOnce(this.desk.availability()).view;
  }

  set availability(availability: Availability | undefined) {
    this.#availability = availability;
    this.#tell();
  }

  #changed(changed: Changed): void {
    this.#onChange(changed);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
    this.#arm();
  }

  /** Settles what is due when its time has come, whoever looks. */
  #arm(): void {
    this.#cancelTimer();
    const wait = atOnce(this.desk.nextDue()) - this.clock.now;
    if (!Number.isFinite(wait)) return;
    this.#cancelTimer = this.clock.after(Math.max(0, wait), () => {
      atOnce(this.desk.expire());
      this.#arm();
    });
  }
}
