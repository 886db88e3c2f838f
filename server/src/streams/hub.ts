import type { Desk } from 'callback-elements/desk.js';
import type { Availability } from 'callback-elements/transport/transport.js';
import type { Clock } from 'callback-elements/transport/clock.js';
import type { CallbackEvent, RelayEvent, SiteStore } from '../store/store.js';
import type { AgentReader } from './agent-reader.js';
import { News } from './news.js';
import { Repeater } from './repeater.js';
import { frame, type EventStream } from './sse.js';
import type { VisitorReader } from './visitor-reader.js';

export interface HubOptions {
  readonly store: SiteStore;
  readonly desk: Desk;
  readonly epoch: string;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** Events that are read at once. */
const batchSize = 500;

/** Looks by itself this often, in case a wake-up was lost. Milliseconds. */
const pollInterval = 5_000;

/** Between two looks at what has no version, and how much of the time they may take: a twentieth. */
const glance = { pause: 250, idle: 19 };

/**
 * The one reader of a site's events: it passes them on to all streams of the site, and sees to it that what
 * time changes happens, whoever looks.
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #agents = new Map<string, Set<AgentReader>>();
  readonly #visitors = new Map<string, Set<VisitorReader>>();
  readonly #watchers = new Map<EventStream, string>();
  readonly #agentsToLookAt = new Set<string>();
  readonly #events: Repeater;
  readonly #presences: Repeater;
  readonly #queue: Repeater;
  readonly #availability: Repeater;
  readonly #time: Repeater;
  #at: number | undefined;
  #beginning: Promise<void> | undefined;
  #isStopped = false;
  #cancelPoll: (() => void) | undefined;
  #cancelDue: (() => void) | undefined;
  #cancelOpening: (() => void) | undefined;

  constructor(options: HubOptions) {
    this.#options = options;
    const { clock, onError } = options;
    this.#events = new Repeater(() => this.#readEvents(), { clock, onError });
    this.#presences = new Repeater(() => this.#lookAtAgents(), { clock, onError });
    this.#queue = new Repeater(() => this.#lookAtQueue(), { clock, onError, ...glance });
    this.#availability = new Repeater(() => this.#lookAtAvailability(), {
      clock,
      onError,
      ...glance,
    });
    this.#time = new Repeater(() => this.#lookAtTime(), { clock, onError, ...glance });
  }

  start(): void {
    this.#poll();
  }

  stop(): void {
    this.#isStopped = true;
    for (const one of [
      this.#events,
      this.#presences,
      this.#queue,
      this.#availability,
      this.#time,
    ]) {
      one.stop();
    }
    this.#cancelPoll?.();
    this.#cancelDue?.();
    this.#cancelOpening?.();
  }

  /** There may be events. */
  wake(): void {
    this.#events.ask();
  }

  /** Resolves once it is known from where on events are passed on: before a stream is added. */
  async ready(): Promise<void> {
    if (this.#at !== undefined) return;
    this.#beginning ??= this.#begin().finally(() => (this.#beginning = undefined));
    // Once for all: who has begun at one event is not to miss what is before another's.
    await this.#beginning;
  }

  async #begin(): Promise<void> {
    this.#at = (await this.#options.store.range()).newest;
  }

  addAgent(reader: AgentReader): () => void {
    return added(this.#agents, reader.agentId, reader);
  }

  /** The reader has begun: what it may have missed of its agent's presence is looked up. */
  begun({ agentId }: AgentReader): void {
    this.#agentsToLookAt.add(agentId);
    this.#presences.ask();
  }

  addVisitor(reader: VisitorReader): () => void {
    const remove = added(this.#visitors, reader.id, reader);
    return () => {
      remove();
      reader.stop();
    };
  }

  /** @param told the availability that the stream was told */
  addWatcher(stream: EventStream, told: Availability): () => void {
    this.#watchers.set(stream, JSON.stringify(told));
    this.#availability.ask();
    return () => this.#watchers.delete(stream);
  }

  beat(interval: number): void {
    for (const reader of values(this.#agents)) reader.beat(interval);
    for (const reader of values(this.#visitors)) reader.beat(interval);
    for (const stream of this.#watchers.keys()) stream.beat(interval);
  }

  #poll(): void {
    const { clock } = this.#options;
    this.#events.ask();
    this.#time.ask();
    this.#cancelPoll = clock.at(clock.now() + pollInterval, () => this.#poll());
  }

  async #readEvents(): Promise<void> {
    await this.ready();
    for (;;) {
      const events = await this.#options.store.events(this.#at!, batchSize);
      if (this.#isStopped || events.length === 0) return;
      if (events[0]!.number > this.#at! + 1) this.#reset();
      this.#at = events.at(-1)!.number;
      this.#passOn(events);
      if (events.length < batchSize) return;
    }
  }

  /** It was away for so long that events are gone which nobody here has been told. */
  #reset(): void {
    for (const reader of values(this.#agents)) reader.reset();
    for (const reader of values(this.#visitors)) reader.reset();
  }

  #passOn(events: readonly RelayEvent[]): void {
    const news = new News(events, this.#options.epoch);
    for (const reader of values(this.#agents)) this.#tell(reader, () => reader.take(news));
    for (const event of events) {
      if (event.kind !== 'callback') continue;
      for (const reader of this.#visitors.get(event.id) ?? []) {
        this.#tell(reader, () => reader.take(event));
      }
    }
    for (const agent of news.agents) if (this.#agents.has(agent)) this.#agentsToLookAt.add(agent);
    if (this.#agentsToLookAt.size > 0) this.#presences.ask();
    if (this.#visitors.size > 0 && events.some(movesTheQueue)) this.#queue.ask();
    if (this.#watchers.size > 0) this.#availability.ask();
    this.#time.ask();
  }

  /** What one reader fails at, the others are told nevertheless. */
  #tell(reader: AgentReader | VisitorReader, tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#options.onError(error);
      reader.reset();
    }
  }

  async #lookAtAgents(): Promise<void> {
    for (const agent of [...this.#agentsToLookAt]) {
      // Before it is read: whoever asks meanwhile asks for another reading.
      this.#agentsToLookAt.delete(agent);
      const readers = this.#agents.get(agent);
      if (!readers) continue;
      try {
        const { view } = await this.#options.desk.presence(agent);
        for (const reader of readers) reader.tellPresence(view);
      } catch (error) {
        this.#agentsToLookAt.add(agent);
        throw error;
      }
    }
  }

  async #lookAtQueue(): Promise<void> {
    const waiting = [...values(this.#visitors)].filter(({ isWaiting }) => isWaiting);
    if (waiting.length === 0) return;
    const { view } = await this.#options.desk.queue();
    for (const reader of waiting) reader.tellPlace(view.get(reader.id));
  }

  async #lookAtAvailability(): Promise<void> {
    if (this.#watchers.size === 0) return;
    const { clock, desk } = this.#options;
    const { view, nextDue } = await desk.availability();
    if (this.#isStopped) return;
    const told = JSON.stringify(view);
    const text = Buffer.from(frame('availability', view));
    for (const [stream, known] of this.#watchers) {
      if (known === told) continue;
      this.#watchers.set(stream, told);
      stream.write(text);
    }
    // Opening hours are no event.
    this.#cancelOpening?.();
    this.#cancelOpening = clock.at(nextDue, () => this.#availability.ask());
  }

  async #lookAtTime(): Promise<void> {
    const { clock, desk } = this.#options;
    let due = await desk.nextDue();
    if (due <= clock.now()) {
      await desk.expire();
      due = await desk.nextDue();
    }
    if (this.#isStopped) return;
    this.#cancelDue?.();
    this.#cancelDue = clock.at(due, () => this.#time.ask());
  }
}

/** Whether somebody's place may be another now: a row came or went, a visitor waits again, or an agent. */
function movesTheQueue(event: RelayEvent): boolean {
  if (event.kind === 'agent') return true;
  const { before, after }: CallbackEvent = event;
  return (
    (before?.row === undefined) !== (after?.row === undefined) ||
    before?.status.version !== after?.status.version
  );
}

function added<T>(sets: Map<string, Set<T>>, key: string, one: T): () => void {
  const set = sets.get(key) ?? new Set();
  sets.set(key, set.add(one));
  return () => {
    set.delete(one);
    if (set.size === 0 && sets.get(key) === set) sets.delete(key);
  };
}

function* values<T>(sets: ReadonlyMap<string, ReadonlySet<T>>): Iterable<T> {
  for (const set of sets.values()) yield* set;
}
