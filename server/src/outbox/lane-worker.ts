import type { Sql } from '../store/store.js';
import { maxAttempts, waitAfter } from './backoff.js';
import { NotDelivered, type Receiver } from './delivery.js';
import { bury, giveBack, nextDue, putOff, remove, take, type Lane, type Message } from './queue.js';

/** Times: milliseconds. */
export interface LaneOptions {
  /** Deliveries under way to one receiver. Default 4. */
  readonly concurrency: number;
  /** How long a message is one node's. Longer than any delivery takes. Default 2 minutes. */
  readonly lease: number;
  /** Between looks for what other nodes have left. Default 30 s. */
  readonly poll: number;
  /** What deliveries under way have until they are broken off at the end. Default 5 s. */
  readonly grace: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Hears of what the database refused; the lane goes on. */
  readonly onError: (error: unknown) => void;
}

/** Between looks at a database that does not answer. */
const afterError = 1000;

/** Delivers the messages of one receiver. */
export class LaneWorker {
  readonly #sql: Pick<Sql, 'all'>;
  readonly #lane: Lane;
  readonly #receiver: Receiver;
  readonly #options: LaneOptions;
  readonly #underWay = new Set<Promise<void>>();
  /** Breaks off what is under way. */
  #breakOff = new AbortController();
  #running: Promise<void> | undefined;
  #isStopping = false;
  #isWoken = false;
  #wake = () => {};

  constructor(
    sql: Pick<Sql, 'all'>,
    lane: Lane,
    receiver: Receiver,
    options: Partial<LaneOptions> = {},
  ) {
    this.#sql = sql;
    this.#lane = lane;
    this.#receiver = receiver;
    this.#options = {
      concurrency: 4,
      lease: 120_000,
      poll: 30_000,
      grace: 5000,
      clock: Date.now,
      onError: () => {},
      ...options,
    };
  }

  get site(): string {
    return this.#lane.site;
  }

  start(): void {
    if (this.#running) return;
    this.#isStopping = false;
    this.#breakOff = new AbortController();
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.wake();
    const timer = setTimeout(() => this.#breakOff.abort(), this.#options.grace);
    await this.#running;
    await Promise.all(this.#underWay);
    clearTimeout(timer);
    this.#running = undefined;
    this.#receiver.close();
  }

  /** There may be something new. */
  wake(): void {
    this.#isWoken = true;
    this.#wake();
  }

  async runOnce(): Promise<void> {
    for (;;) {
      const taken = await this.#takeMore();
      if (this.#underWay.size > 0) await Promise.race(this.#underWay);
      else if (taken === 0) return;
    }
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      this.#isWoken = false;
      try {
        const wait = await this.#untilNext();
        if (wait > 0) await this.#sleep(wait);
        else await this.#takeMore();
      } catch (error) {
        this.#options.onError(error);
        await this.#sleep(afterError);
      }
    }
  }

  /** How many were taken. */
  async #takeMore(): Promise<number> {
    const { clock, concurrency, lease } = this.#options;
    const limit = concurrency - this.#underWay.size;
    if (limit <= 0) return 0;
    const taken = await take(this.#sql, this.#lane, { limit, lease, now: clock() });
    for (const message of taken) this.#begin(message);
    return taken.length;
  }

  /** With all hands full the next end of a delivery wakes it. */
  async #untilNext(): Promise<number> {
    const { clock, concurrency, poll } = this.#options;
    if (this.#underWay.size >= concurrency) return poll;
    const due = await nextDue(this.#sql, this.#lane);
    return due === undefined ? poll : Math.min(Math.max(due - clock(), 0), poll);
  }

  #begin(message: Message): void {
    const delivery = this.#deliver(message)
      // Its lease runs out, and it is tried again.
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        this.#underWay.delete(delivery);
        this.wake();
      });
    this.#underWay.add(delivery);
  }

  async #deliver(message: Message): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#breakOff;
    try {
      // Nobody lived to say how the others went.
      if (message.attempts > maxAttempts) throw new NotDelivered('attempts broken off');
      await this.#receiver.deliver(message, signal);
    } catch (error) {
      if (signal.aborted) return giveBack(this.#sql, message, clock());
      return this.#failed(message, error);
    }
    await remove(this.#sql, message);
  }

  async #failed(message: Message, cause: unknown): Promise<void> {
    const now = this.#options.clock();
    const failure = cause instanceof NotDelivered ? cause : new NotDelivered('cannot be sent');
    const error = failure.message;
    if (failure.isFinal || message.attempts >= maxAttempts) {
      return bury(this.#sql, message, { now, error });
    }
    const wait = Math.max(waitAfter(message.attempts, Math.random()), failure.retryAfter ?? 0);
    return putOff(this.#sql, message, { due: now + wait, error });
  }

  #sleep(time: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake(), time);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = () => {};
        resolve();
      };
      if (this.#isWoken || this.#isStopping) this.#wake();
    });
  }
}
