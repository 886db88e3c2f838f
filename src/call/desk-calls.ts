import { isLive, isOver, isRetryable } from '../callback/index.js';
import type { CallTransport, MyClaim, Signalling } from '../transport/transport.js';
import { AgentCall } from './agent-call.js';
import type { AgentDesk } from './agent-desk.js';
import type { AgentCallOptions, DeskCallOptions } from './call-options.js';
import { ClaimLock } from './claim-lock.js';
import { keepOneActive } from './active-call.js';

interface Held {
  readonly lock: ClaimLock;
  readonly life: AbortController;
}

/**
 * The calls of one desk: makes them on Accept, resumes the agent's claims after a reload, lets the
 * agent speak in one at a time, and lets go of those whose boxes are gone.
 *
 * It renders nothing. Fires `change` whenever a call, the line or the list of calls has changed.
 */
export class DeskCalls extends EventTarget {
  readonly #desk: AgentDesk;
  readonly #transport: CallTransport;
  readonly #options: () => DeskCallOptions;
  readonly #life = new AbortController();
  #calls: readonly AgentCall[] = [];
  #held = new Map<AgentCall, Held>();
  /** Claims that another page of this agent works on, by callback id: to be resumed after it. */
  #awaited = new Map<string, ClaimLock>();
  /** Tokens of claims that this page has or had: what it gave back it must not resume. */
  #ours = new Set<string>();
  #restored = false;

  /**
   * @param desk the agent's view of the desk; its owner starts and stops it. Claims that its snapshot
   *   names are resumed as soon as no other page of the agent works on them.
   * @param transport where the calls are made.
   * @param options asked for each call anew.
   */
  constructor(
    desk: AgentDesk,
    transport: CallTransport,
    options: () => DeskCallOptions = () => ({}),
  ) {
    super();
    this.#desk = desk;
    this.#transport = transport;
    this.#options = options;
    const { signal } = this.#life;
    desk.addEventListener('change', () => this.#onDesk(), { signal });
    transport.connection.addEventListener('statechange', () => this.#changed(), { signal });
    this.#onDesk();
  }

  /** Open and closed boxes alike, the newest first. */
  get calls(): readonly AgentCall[] {
    return this.#calls;
  }

  /** The connection over which calls are made, with its state and, where it is down, its error. */
  get line(): Signalling {
    return this.#transport.connection;
  }

  /** Calls in which a phone rings or somebody talks. */
  get live(): readonly AgentCall[] {
    return this.#calls.filter(({ state }) => isLive(state));
  }

  /** Something is under way that needs the desk: a call, or a request about to be called. */
  get busy(): boolean {
    return this.#calls.some(({ state, busy }) => busy || (state !== 'waiting' && !isOver(state)));
  }

  /** Takes a waiting callback; the box that has it already tries again. */
  accept(id: string): AgentCall | undefined {
    const known = this.#calls.find(
      ({ callback, box, state }) => callback.id === id && box === 'open' && !isOver(state),
    );
    const callback = this.#desk.waiting.get(id);
    const call = known ?? (callback && this.#add({ callback }));
    void call?.accept();
    return call;
  }

  /** Lets go of everything at once: hangs up, gives back, stops listening. */
  dispose(): void {
    this.#life.abort();
    for (const lock of this.#awaited.values()) lock.release();
    this.#awaited.clear();
    for (const call of this.#calls) {
      call.dispose();
      this.#drop(call);
    }
    this.#changed();
  }

  #add(options: Pick<AgentCallOptions, 'callback' | 'resume'>, lock?: ClaimLock): AgentCall {
    const call = new AgentCall({
      desk: this.#desk,
      calls: this.#transport,
      ...this.#options(),
      ...options,
    });
    const life = new AbortController();
    const { signal } = life;
    const own = lock ?? new ClaimLock(this.#desk.agent.id, options.callback.id);
    this.#held.set(call, { lock: own, life });
    this.#calls = [call, ...this.#calls];
    call.addEventListener('change', () => this.#onCall(call), { signal });
    own.addEventListener('lost', () => this.#handOver(call), { signal });
    keepOneActive(call, () => this.#calls, { signal });
    this.#onCall(call);
    return call;
  }

  #onCall(call: AgentCall): void {
    const held = this.#held.get(call);
    if (!held) return;
    if (call.token) this.#ours.add(call.token);
    if (call.box === 'removed') {
      // It saves what is unsaved and then lets go of itself.
      this.#drop(call);
    } else {
      this.#settle(call, held);
      this.#onDesk();
    }
    this.#changed();
  }

  /** The lock is kept until the desk says that a claim is back: another tab would resume it. */
  #settle({ busy, state, token, callback }: AgentCall, { lock }: Held): void {
    const mine = this.#desk.claims.get(callback.id);
    const listed = token !== undefined && mine?.claim.token === token;
    if (busy || state !== 'waiting' || listed) void lock.take();
    else lock.release();
  }

  #drop(call: AgentCall): void {
    const held = this.#held.get(call);
    held?.life.abort();
    held?.lock.release();
    this.#held.delete(call);
    this.#calls = this.#calls.filter((other) => other !== call);
  }

  /** While this page was in the back/forward cache another one has resumed the claim. */
  #handOver(call: AgentCall): void {
    this.#drop(call);
    if (call.token) this.#ours.delete(call.token);
    call.leave();
    this.#onDesk();
    this.#changed();
  }

  #onDesk(): void {
    if (!this.#desk.ready) return;
    const first = !this.#restored;
    this.#restored = true;
    for (const [id, lock] of this.#awaited) {
      if (this.#desk.claims.has(id)) continue;
      lock.release();
      this.#awaited.delete(id);
    }
    for (const [call, held] of this.#held) this.#settle(call, held);
    // Oldest first, so that the newest box comes to stand first.
    for (const mine of this.#desk.claims.values()) {
      // Finished on another page: there is nothing left to do. A reload brings its box back.
      if (mine.state === 'done' && !first) continue;
      if (!this.#isHere(mine)) void this.#resume(mine.claim.id, first);
    }
  }

  /** The claim is, was, or is about to be that of a box on this page. */
  #isHere({ claim }: MyClaim): boolean {
    return (
      this.#ours.has(claim.token) ||
      this.#calls.some(
        ({ callback, busy, state }) => callback.id === claim.id && busy && state === 'waiting',
      )
    );
  }

  /** Resumes a claim as soon as no other page of this agent works on it. */
  async #resume(id: string, first: boolean): Promise<void> {
    if (this.#awaited.has(id)) return;
    const lock = new ClaimLock(this.#desk.agent.id, id);
    this.#awaited.set(id, lock);
    const taken = await lock.take({ wait: true });
    if (this.#awaited.get(id) === lock) this.#awaited.delete(id);
    const mine = this.#desk.claims.get(id);
    // Finished by the other page while this one waited for it.
    const finished = mine?.state === 'done' && !first;
    const moot = !mine || finished || this.#isHere(mine);
    if (!taken || moot || this.#life.signal.aborted) return lock.release();
    const undecided = this.#calls.find((call) => call.callback.id === id && isUndecided(call));
    if (undecided) {
      // The answer to its claim got lost; asked again with the same key, it is the winner.
      lock.release();
      // Once: if that gets lost too, the agent has a button.
      this.#ours.add(mine.claim.token);
      void undecided.accept();
      return;
    }
    const call = this.#add({ callback: mine.claim.callback, resume: mine }, lock);
    if (call.state === 'claimed' || call.state === 'accepted') void call.accept();
  }

  #changed(): void {
    const event = new Event('change');
    this.dispatchEvent(event);
  }
}

/** It does not know whether its claim was won. */
function isUndecided({ box, state, error }: AgentCall): boolean {
  return box === 'open' && state === 'waiting' && isRetryable(error);
}
