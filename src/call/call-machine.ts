import {
  canMove,
  codeOf,
  isDialable,
  isLive,
  isOver,
  isRetryable,
  type CallbackEnd,
  type CallbackState,
  type DialableNumber,
  type LiveState,
} from '../callback/index.js';
import { TransportError, type MyClaim, type ReleaseReason } from '../transport/transport.js';
import { BoxStore } from './box-store.js';
import { CallClaim } from './call-claim.js';
import { CallLine } from './call-line.js';
import { CallMicrophone, lost } from './call-microphone.js';
import type { AgentCallOptions } from './call-options.js';
import { questionTime } from './lease.js';
import { MicrophoneRecovery } from './microphone-recovery.js';
import { MicrophoneError, microphoneTimeout, stopTracks } from './microphone.js';
import { hangUpEnd, planResume } from './resume.js';
import { WrapUp } from './wrapup.js';

export interface CallMachineEvents {
  /** Something that can be seen has changed. */
  readonly onChange: () => void;
  /** The agent has called: this is now the call that the agent speaks in. */
  readonly onDial: () => void;
}

/**
 * The state machine behind an `AgentCall`, in which claim, line, microphone and box meet. Each of
 * those is a part of its own, and readable here; only the machine moves from state to state.
 */
export class CallMachine {
  readonly store: BoxStore;
  readonly claim: CallClaim;
  readonly line: CallLine;
  readonly microphone = new CallMicrophone(() => this.#onMicrophone());
  readonly recovery = new MicrophoneRecovery(
    (stream) => void this.accept(stream),
    () => this.#onRecovered(),
  );
  readonly wrapup: WrapUp;
  readonly #options: AgentCallOptions;
  readonly #events: CallMachineEvents;
  readonly #lifetime = new AbortController();
  #state: CallbackState = 'waiting';
  #end: CallbackEnd | undefined;
  #error: unknown;
  /** The run of `accept()` under way. */
  #attempt: AbortController | undefined;

  constructor(options: AgentCallOptions, events: CallMachineEvents) {
    const { desk, callback, resume } = options;
    const { signal } = this.#lifetime;
    const { onChange } = events;
    this.#options = options;
    this.#events = events;
    // Put back into Waiting, the callback has counted on; what was kept is the claim's.
    const { attempts } = resume?.claim.callback ?? callback;
    this.store = new BoxStore(desk.agent.id, callback.id, attempts);
    this.claim = new CallClaim(desk, callback.id, {
      signal,
      onUpdate: (mine) => this.#onUpdate(mine),
      onChange,
    });
    this.line = new CallLine(options.calls, {
      signal,
      watchdog: options.watchdog,
      ringback: options.ringback,
      onState: (state) => this.#onLine(state),
      onEnd: (end) => this.#over(end),
      onChange,
    });
    this.wrapup = new WrapUp({
      claim: this.claim,
      store: this.store,
      ready: () => this.claim.held !== undefined && isOver(this.#state) && this.#state !== 'done',
      onSaved: () => this.#move('done'),
      onError: (error) => {
        if (!signal.aborted) this.#error = error;
      },
      onChange,
    });
    if (resume) this.#resume(resume);
  }

  get state(): CallbackState {
    return this.#state;
  }

  get end(): CallbackEnd | undefined {
    return this.#end;
  }

  get error(): unknown {
    return this.#error;
  }

  /** The number that calls, E.164: the line's word, or what the backend wants shown. */
  get callerId(): string | undefined {
    return this.line.callerId ?? this.claim.held?.dial?.callerId;
  }

  /** `accept()` is under way. */
  get busy(): boolean {
    return this.#attempt !== undefined;
  }

  // -------------------------------------------------------------------------------------------
  // Claim, microphone, dial
  // -------------------------------------------------------------------------------------------

  /**
   * From wherever an earlier attempt has stopped. Never rejects.
   * @param lateStream a microphone that was allowed after all.
   */
  async accept(lateStream?: MediaStream): Promise<void> {
    const over = isOver(this.#state) || this.#lifetime.signal.aborted;
    const talking = this.line.dialled && !this.microphone.gone;
    if (this.#attempt || this.store.state !== 'open' || over || talking) {
      stopTracks(lateStream);
      return;
    }
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#error = undefined;
    this.recovery.stop();
    this.#events.onChange();
    try {
      if (lateStream) this.microphone.adopt(lateStream);
      if (!this.claim.held) await this.#takeClaim(attempt.signal);
      // Only a judged number is dialled, and without a call there is no need of a microphone.
      const { number } = this.claim.held!.callback;
      if (!isDialable(number)) return this.#over({ reason: 'invalid-number', by: 'system' });
      const stream = this.microphone.stream ?? (await this.#openMicrophone(attempt.signal));
      if (this.line.dialled) {
        await this.microphone.speakInto(this.line, stream);
      } else {
        await this.#confirmAccepted(attempt.signal);
        this.#dial(number, stream);
      }
    } catch (error) {
      if (!attempt.signal.aborted) {
        await this.#onFailure(error);
      } else if (!this.claim.held) {
        this.#stopMedia();
        await this.claim.abandon();
      }
    } finally {
      this.#attempt = undefined;
      this.#events.onChange();
    }
    if (this.#lifetime.signal.aborted) return;
    // Not before this attempt is over: one that is under way would turn a late stream away.
    this.#awaitRecovery();
    // It went away while the call was being made.
    if (this.microphone.state === 'lost' && !this.#error) this.#onMicrophone();
  }

  /** The claim is not aborted with the attempt: if it was won nevertheless it must be given back. */
  async #takeClaim(signal: AbortSignal): Promise<void> {
    await this.claim.acquire();
    // What an earlier box of this callback left behind is not this one's.
    this.store.begin(this.claim.token);
    this.#move('claimed');
    // The stream is often faster than the answer: the visitor may have canceled already.
    const { latest } = this.claim;
    if (latest && isOver(latest.state)) this.#onUpdate(latest);
    if (isOver(this.#state)) signal.throwIfAborted();
    if (signal.aborted) {
      await this.#giveBack('declined');
      signal.throwIfAborted();
    }
  }

  async #openMicrophone(signal: AbortSignal): Promise<MediaStream> {
    const { desk, microphoneTimeout: wanted = microphoneTimeout } = this.#options;
    const { microphoneConstraints: constraints } = this.#options;
    const lease = this.#state === 'claimed' ? this.claim.leaseUntil : undefined;
    const timeout = questionTime(wanted, lease, desk.now());
    const stream = await this.microphone.open({ timeout, constraints, signal });
    signal.throwIfAborted();
    return stream;
  }

  /**
   * Only when the backend has confirmed it may a phone ring: the visitor may have canceled. Also after
   * a reload, when what the desk last said may be old.
   */
  async #confirmAccepted(signal: AbortSignal): Promise<void> {
    await this.claim.report({ state: 'accepted' });
    signal.throwIfAborted();
    this.#move('accepted');
  }

  #dial(number: DialableNumber, microphone: MediaStream): void {
    const claim = this.claim.held!;
    const { signal } = this.#lifetime;
    this.line.dial({ claim, number }, { microphone, signal });
    this.#events.onDial();
  }

  async #onFailure(error: unknown): Promise<void> {
    this.#error = error;
    if (error instanceof MicrophoneError) {
      // In mid-call, or calling again after a reload, the claim stays: somebody is on the line.
      const reason = error.late ? 'microphone-timeout' : 'microphone';
      if (!isLive(this.#state)) await this.#giveBack(reason);
    } else if (codeOf(error) === 'callback-ended' && this.claim.held) {
      this.#over({ reason: 'visitor-canceled', by: 'visitor' }, { told: true });
    } else if (!isRetryable(error)) {
      // An adapter's bug too: no claim and no microphone may be left open for ever.
      if (!isLive(this.#state)) await this.#giveBack('declined');
    } else if (!this.claim.held) {
      // The claim may have been won and its answer lost: the key stays, the microphone does not.
      this.#stopMedia();
    }
  }

  async #giveBack(reason: ReleaseReason): Promise<void> {
    const told = this.claim.giveBack(reason);
    this.#stopMedia();
    this.#move('waiting');
    await told;
  }

  #awaitRecovery(): void {
    this.recovery.watch(this.#error);
    if (this.store.state !== 'open') this.recovery.stop();
  }

  /** A call goes on by itself; before one, the agent decides. */
  #onRecovered(): void {
    if (this.line.dialled) void this.accept();
    else this.#events.onChange();
  }

  #onMicrophone(): void {
    if (this.microphone.state === 'lost' && !isOver(this.#state) && !this.#attempt) {
      this.#error = lost();
      // Somebody is on the line, so another microphone is tried at once.
      if (this.line.dialled && this.recovery.mayReplace()) return void this.accept();
      this.#awaitRecovery();
    }
    this.#events.onChange();
  }

  /** After a reload: resumes a claim where the earlier page left it. */
  #resume(mine: MyClaim): void {
    this.store.restore();
    this.claim.adopt(mine.claim);
    this.#state = mine.state;
    this.#end = mine.end;
    const { record } = this.store;
    const talking = mine.state === 'connected' || mine.state === 'held';
    if (talking && record.connectedAt === undefined) this.keep({ connectedAt: Date.now() });
    const plan = planResume(mine, this.store.record);
    if (plan.action === 'end') this.#over(plan.end);
    else if (plan.action === 'give-back') void this.#giveBack('declined');
    else if (plan.action === 'wrap-up') this.#move('wrapup');
    else if (plan.action === 'interrupt') {
      this.#move('reconnecting');
      // Said even where the backend says so itself: that ends its "the agent cannot be reached".
      this.claim.reportInBackground({ state: 'reconnecting' });
    }
    if (this.store.state === 'removed') this.dispose();
  }

  // -------------------------------------------------------------------------------------------
  // The call and its end
  // -------------------------------------------------------------------------------------------

  /** Ends the call. Does nothing when there is none. */
  hangUp(): void {
    if (this.line.dialled) this.line.hangUp('agent');
    else if (isLive(this.#state)) this.#over(this.#hangUpEnd);
  }

  #onLine(state: LiveState): void {
    if (state === 'connected' && this.store.record.connectedAt === undefined) {
      this.keep({ connectedAt: Date.now() });
    }
    const { callerId } = this;
    if (this.#move(state))
      this.claim.reportInBackground({ state, ...(callerId ? { callerId } : {}) });
    else this.#events.onChange();
  }

  get #hangUpEnd(): CallbackEnd {
    return hangUpEnd(this.store.record.connectedAt);
  }

  /** What the backend says of this agent's claim: the visitor's cancel, or that the lease ran out. */
  #onUpdate(mine: MyClaim | undefined): void {
    if (isOver(this.#state)) {
      if (mine?.state === 'done' && !this.wrapup.saving) this.#onFinishedElsewhere();
    } else if (mine && isOver(mine.state)) {
      this.#over(mine.end ?? { reason: 'network-failed', by: 'system' }, { told: true });
    } else if (!mine && !isLive(this.#state)) {
      this.#attempt?.abort();
      this.#error = new TransportError('claim-lost', 'The claim ran out.');
      this.claim.drop();
      this.#stopMedia();
      this.#move('waiting');
    }
  }

  /** By another page of the agent, which has stored the outcome. */
  #onFinishedElsewhere(): void {
    if (this.#state === 'done') return;
    this.store.restore();
    this.#error = undefined;
    this.#move('done');
    if (this.store.state === 'removed') this.leave();
  }

  /** @param told the backend knows already. */
  #over(end: CallbackEnd, { told = false } = {}): void {
    if (isOver(this.#state)) return;
    this.#attempt?.abort();
    this.recovery.stop();
    this.#error = undefined;
    this.#end = end;
    this.keep({ end, endedAt: this.store.record.endedAt ?? Date.now() });
    this.line.close(end.by);
    this.microphone.stop();
    this.#move('ended');
    const heard = told ? Promise.resolve() : this.claim.report({ state: 'ended', end });
    this.wrapup.begin(heard);
    heard.then(
      () => this.#move('wrapup'),
      (error: unknown) => {
        if (this.#lifetime.signal.aborted) return;
        // It had ended otherwise, or the claim has gone: there is nothing more to tell.
        this.#error = error;
        this.#move('wrapup');
      },
    );
  }

  // -------------------------------------------------------------------------------------------
  // Letting go
  // -------------------------------------------------------------------------------------------

  /** Closes the box: a live call is hung up, a claim is given back. */
  close(): void {
    if (this.store.state !== 'open') return;
    this.keep({ closed: true });
    this.#attempt?.abort();
    this.recovery.stop();
    if (isLive(this.#state)) this.hangUp();
    else if (this.claim.held && !isOver(this.#state)) void this.#giveBack('declined');
    else if (!this.claim.held && !this.#attempt) void this.claim.abandon();
  }

  /** Lets go of everything at once: hangs up, gives an unused claim back, stops the microphone. */
  dispose(): void {
    if (this.#lifetime.signal.aborted) return;
    if (isLive(this.#state)) this.claim.reportLast({ state: 'ended', end: this.#hangUpEnd });
    this.line.hangUp('agent');
    if (!isOver(this.#state) && !isLive(this.#state)) void this.claim.giveBack('declined');
    this.leave();
  }

  /** Lets go without telling the backend: another page of the agent goes on with the claim. */
  leave(): void {
    this.#attempt?.abort();
    this.recovery.stop();
    this.claim.drop();
    // Before the signal, which ends a call that is still heard.
    this.#stopMedia();
    this.#lifetime.abort();
  }

  #stopMedia(): void {
    this.line.stop();
    this.microphone.stop();
  }

  /** Writes down what a reload must not lose. */
  keep(change: Parameters<BoxStore['keep']>[0]): void {
    this.store.keep(change);
    this.#events.onChange();
  }

  /** @returns whether the state changed; a move that `transitions` does not allow is not made. */
  #move(state: CallbackState): boolean {
    if (!canMove(this.#state, state)) return false;
    this.#state = state;
    this.#events.onChange();
    return true;
  }
}
