import {
  canMove,
  codeOf,
  isDialable,
  isLive,
  isOver,
  isRetryable,
  randomToken,
  retryReasons,
  type CallbackEnd,
  type CallbackState,
  type LiveState,
} from '../callback/index.js';
import {
  TransportError,
  type Agent,
  type CallSupports,
  type CallTransport,
  type Claim,
  type Finish,
  type MyClaim,
  type ReleaseReason,
  type WaitingCallback,
} from '../transport/transport.js';
import type { AgentDesk } from './agent-desk.js';
import { BoxStore, type BoxState } from './box-store.js';
import { CallClaim } from './call-claim.js';
import { CallLine, type MuteCause } from './call-line.js';
import { CallMicrophone, lost, type MicrophoneState } from './call-microphone.js';
import type { WatchdogOptions } from './media-watchdog.js';
import { MicrophoneMending } from './microphone-mending.js';
import { MicrophoneError, stopTracks } from './microphone.js';
import type { SentTone } from './tone-queue.js';

export interface AgentCallOptions {
  readonly desk: AgentDesk;
  readonly calls: CallTransport;
  readonly callback: WaitingCallback;
  /** A claim that this agent already holds: the call is taken up again after a reload. */
  readonly resume?: MyClaim | undefined;
  /** See `MicrophoneOptions.timeout`. */
  readonly microphoneTimeout?: number | undefined;
  /** See `MicrophoneOptions.constraints`. */
  readonly microphoneConstraints?: MediaTrackConstraints | undefined;
  readonly watchdog?: WatchdogOptions | undefined;
}

/**
 * One callback in an agent's hands, from Accept to the box that is gone: claim → microphone →
 * accept → dial → ringing → connected → ended → wrap-up saved → closed → removed.
 *
 * It renders nothing and lives on when no element shows it; whoever made it calls `dispose()`. Fires
 * `change` whenever any of its readonly state has changed, and `voice` when the agent turned to this
 * call (accepted it, or took the mute off): see `keepOneVoice`.
 *
 * Half of these 600 lines list what can be seen and done; the rest is the one state machine in which
 * claim, line, microphone and box meet. Each of those four is a part of its own beside it.
 */
export class AgentCall extends EventTarget {
  readonly callback: WaitingCallback;
  readonly #desk: AgentDesk;
  readonly #options: AgentCallOptions;
  readonly #lifetime = new AbortController();
  readonly #store: BoxStore;
  readonly #claim: CallClaim;
  readonly #line: CallLine;
  readonly #microphone = new CallMicrophone(() => this.#onMicrophone());
  readonly #mending = new MicrophoneMending(
    (stream) => void this.#proceed(stream),
    () => this.#onMended(),
  );
  #state: CallbackState = 'waiting';
  #end: CallbackEnd | undefined;
  #error: unknown;
  /** The run of `accept()` under way. */
  #attempt: AbortController | undefined;
  /** Settles when the backend has been told how the call ended. */
  #endTold: Promise<void> = Promise.resolve();
  #finishing: Promise<void> | undefined;
  /** The backend has refused to take the wrap-up. */
  #unsavable = false;

  constructor(options: AgentCallOptions) {
    super();
    const { desk, callback, resume } = options;
    const { signal } = this.#lifetime;
    const onChange = () => this.#changed();
    this.#options = options;
    this.#desk = desk;
    this.callback = callback;
    // Put back into Waiting, the callback has counted on; what was kept is the claim's.
    const { attempts } = resume?.claim.callback ?? callback;
    this.#store = new BoxStore(desk.agent.id, callback.id, attempts);
    this.#claim = new CallClaim(desk, callback.id, {
      signal,
      onNews: (mine) => this.#onNews(mine),
      onChange,
    });
    this.#line = new CallLine(options.calls, {
      signal,
      watchdog: options.watchdog,
      onState: (state, callerId) => this.#onLine(state, callerId),
      onEnd: (end) => this.#over(end),
      onChange,
    });
    if (resume) this.#resume(resume);
  }

  // -------------------------------------------------------------------------------------------
  // What can be seen
  // -------------------------------------------------------------------------------------------

  /** `waiting`: this agent does not hold it (not yet, or it was given back). */
  get state(): CallbackState {
    return this.#state;
  }

  get box(): BoxState {
    return this.#store.state;
  }

  /** How it ended; exactly when the state is `ended`, `wrapup` or `done`. */
  get end(): CallbackEnd | undefined {
    return this.#end;
  }

  /** The last thing that went wrong and still matters: a `CallbackError`, whose code has a text. */
  get error(): unknown {
    return this.#error;
  }

  /** `accept()` is under way. */
  get busy(): boolean {
    return this.#attempt !== undefined;
  }

  get microphone(): MicrophoneState {
    return this.#microphone.state;
  }

  /**
   * It was refused or missing, and is allowed or plugged in by now: `accept()` may succeed. In a call
   * that has lost its microphone this happens by itself; nobody is called without the agent's hand.
   */
  get microphoneMended(): boolean {
    return this.#mending.mended;
  }

  /** It was lost in this call, and this other device has taken its place. */
  get microphoneReplacement(): string | undefined {
    return this.#microphone.replacement;
  }

  /** In the call and not heard: the microphone was lost, and another is being looked for or failed. */
  get unheard(): boolean {
    return this.#line.dialled && isLive(this.#state) && this.#microphone.state !== 'open';
  }

  /** Who else has it, after `already-claimed`, where known. */
  get claimedBy(): Agent | undefined {
    return this.#claim.rival;
  }

  /** The page was reloaded in mid-call: the audio is gone, `accept()` calls again. */
  get interrupted(): boolean {
    return isLive(this.#state) && !this.#line.dialled;
  }

  get supports(): CallSupports {
    return this.#line.supports;
  }

  get muted(): boolean {
    return this.#line.muted;
  }

  /** Why it is muted, or undefined. */
  get mutedBecause(): MuteCause | undefined {
    return this.#line.mutedBecause;
  }

  /** Every tone that was asked for, oldest first. */
  get tones(): readonly SentTone[] {
    return this.#line.tones;
  }

  /** When the visitor picked up, milliseconds since the epoch. */
  get connectedAt(): number | undefined {
    return this.#store.record.connectedAt;
  }

  /** When the call was over, milliseconds since the epoch. */
  get endedAt(): number | undefined {
    return this.#store.record.endedAt;
  }

  /** What the visitor says; for a level meter. The call plays it by itself. */
  get remoteAudio(): MediaStream | undefined {
    return this.#line.remoteAudio;
  }

  /** The browser refuses to play what the visitor says until the agent clicks or types here. */
  get soundBlocked(): boolean {
    return this.#line.soundBlocked;
  }

  /** It was put back into Waiting, not before this time (milliseconds since the epoch). */
  get retryAt(): number | undefined {
    return this.#store.record.retryAt;
  }

  /** `saveWrapup()` or `putBack()` is under way; outcome and notes cannot be changed meanwhile. */
  get saving(): boolean {
    return this.#finishing !== undefined;
  }

  /** `saving`, and the first try has failed: it is tried again until the backend has it. */
  get saveDelayed(): boolean {
    return this.saving && this.#claim.delayed;
  }

  /** The backend has refused the wrap-up for good: `remove()` gives it up. */
  get unsavable(): boolean {
    return this.#unsavable;
  }

  /** Token of the claim that it holds, or held last. */
  get token(): string | undefined {
    return this.#claim.token;
  }

  /** Whose call it is. */
  get agent(): Agent {
    return this.#desk.agent;
  }

  /** The visitor was not reached, and the desk takes it back for another attempt: see `putBack`. */
  get canPutBack(): boolean {
    const { retry } = this.#desk.transport.supports;
    const finished = this.#state === 'done' || !isOver(this.#state);
    return retry === true && !finished && !!this.#end && retryReasons.includes(this.#end.reason);
  }

  /** Name of the box's colour, see `boxColours`. */
  get colour(): string | undefined {
    return this.#store.record.colour;
  }

  set colour(colour: string | undefined) {
    this.#keep({ colour });
  }

  get notes(): string {
    return this.#store.record.notes ?? '';
  }

  set notes(notes: string) {
    this.#keep({ notes });
  }

  /** Code of the outcome. */
  get disposition(): string | undefined {
    return this.#store.record.disposition;
  }

  set disposition(disposition: string | undefined) {
    this.#keep({ disposition });
  }

  // -------------------------------------------------------------------------------------------
  // What an agent can do
  // -------------------------------------------------------------------------------------------

  /**
   * Claims the callback, opens the microphone and dials; no further step is needed once the
   * microphone is allowed. After a failure it goes on from where it stopped: so this is also "try
   * again", "call again" after a reload, and "use the microphone again" in mid-call. Never rejects;
   * what went wrong is in `error`. While it is under way calling it again changes nothing.
   */
  async accept(): Promise<void> {
    await this.#proceed();
  }

  mute(muted: boolean, because: MuteCause = 'agent'): void {
    this.#line.mute(muted, because);
    if (!muted && this.#line.dialled) this.#turnedTo();
  }

  /**
   * Sends the tones in a text, after those still on their way; other characters are passed over.
   * @returns how many were queued; 0 while not connected, or where the line cannot send tones.
   */
  sendTones(text: string): number {
    return this.#state === 'connected' ? this.#line.sendTones(text) : 0;
  }

  /** Ends the call. Does nothing when there is none. */
  hangUp(): void {
    if (this.#line.dialled) this.#line.hangUp('agent');
    else if (isLive(this.#state)) this.#over(this.#hangUpEnd);
  }

  /** Ends the agent's part with outcome and notes. Does nothing before the call is over. */
  async saveWrapup(): Promise<void> {
    const { disposition, notes } = this.#store.record;
    await this.#finish({
      finishKey: randomToken(),
      ...(disposition ? { disposition } : {}),
      ...(notes ? { notes } : {}),
    });
  }

  /**
   * Puts a callback that was not reached back into Waiting, with its age and its place.
   * @param retryAt not before this time, milliseconds since the epoch. Default: at once.
   */
  async putBack(retryAt = Date.now()): Promise<void> {
    const { notes } = this.#store.record;
    await this.#finish({ finishKey: randomToken(), retryAt, ...(notes ? { notes } : {}) });
  }

  /**
   * Closes the box: a live call is hung up, a claim is given back. The box stays, with its outcome,
   * until `remove()`.
   */
  close(): void {
    if (this.box !== 'open') return;
    this.#keep({ closed: true });
    this.#attempt?.abort();
    this.#mending.stop();
    if (isLive(this.#state)) this.hangUp();
    else if (this.#claim.held && !isOver(this.#state)) void this.#giveBack('declined');
    else if (!this.#claim.held && !this.#attempt) void this.#claim.abandon(this.#error);
  }

  /**
   * Takes a closed box away for good, once a wrap-up that was not saved has been saved as it stands.
   * Where the backend refuses that for good the box stays and `error` says why; asked again, it goes.
   * @returns whether this has taken it away.
   */
  async remove(): Promise<boolean> {
    if (this.box !== 'closed') return false;
    if (isOver(this.#state) && this.#state !== 'done' && !this.#unsavable) {
      await this.saveWrapup();
      // Asked twice, the other run may have done it meanwhile.
      if (this.box !== 'closed') return false;
      this.#unsavable = (this.#state as CallbackState) !== 'done';
      this.#changed();
      if (this.#unsavable) return false;
    }
    this.#store.remove();
    this.#changed();
    this.dispose();
    return true;
  }

  /** Lets go of everything at once: hangs up, gives an unused claim back, stops the microphone. */
  dispose(): void {
    if (this.#lifetime.signal.aborted) return;
    if (isLive(this.#state)) this.#claim.reportOnce({ state: 'ended', end: this.#hangUpEnd });
    this.#line.hangUp('agent');
    if (!isOver(this.#state) && !isLive(this.#state)) void this.#claim.giveBack('declined');
    this.leave();
  }

  /** Lets go without a word to anybody: another page of the agent goes on with the claim. */
  leave(): void {
    this.#attempt?.abort();
    this.#mending.stop();
    this.#claim.drop();
    // Before the signal, which ends a call that is still heard.
    this.#stopMedia();
    this.#lifetime.abort();
  }

  // -------------------------------------------------------------------------------------------
  // Claim, microphone, dial
  // -------------------------------------------------------------------------------------------

  async #proceed(lateStream?: MediaStream): Promise<void> {
    const over = isOver(this.#state) || this.#lifetime.signal.aborted;
    const talking = this.#line.dialled && !this.#microphone.gone;
    if (this.#attempt || this.box !== 'open' || over || talking) {
      stopTracks(lateStream);
      return;
    }
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#error = undefined;
    this.#mending.stop();
    this.#changed();
    try {
      if (lateStream) this.#microphone.adopt(lateStream);
      if (!this.#claim.held) await this.#takeClaim(attempt.signal);
      const stream = this.#microphone.stream ?? (await this.#openMicrophone(attempt.signal));
      if (this.#line.dialled) {
        await this.#microphone.speakInto(this.#line, stream);
      } else {
        await this.#confirmAccepted(attempt.signal);
        this.#dial(stream);
      }
    } catch (error) {
      if (!attempt.signal.aborted) {
        await this.#onFailure(error);
      } else if (!this.#claim.held) {
        this.#stopMedia();
        await this.#claim.abandon(error);
      }
    } finally {
      this.#attempt = undefined;
      this.#changed();
    }
    if (this.#lifetime.signal.aborted) return;
    // Not before this attempt is over: one that is under way would turn a late stream away.
    this.#awaitMending();
    // It went away while the call was being made.
    if (this.#microphone.state === 'lost' && !this.#error) this.#onMicrophone();
  }

  /** The claim is not aborted with the attempt: if it was won nevertheless it must be given back. */
  async #takeClaim(signal: AbortSignal): Promise<void> {
    await this.#claim.take();
    // What an earlier box of this callback left behind is not this one's.
    this.#store.begin(this.#claim.token);
    this.#move('claimed');
    // The stream is often faster than the answer: the visitor may have canceled already.
    const { news } = this.#claim;
    if (news && isOver(news.state)) this.#onNews(news);
    if (isOver(this.#state)) signal.throwIfAborted();
    if (signal.aborted) {
      await this.#giveBack('declined');
      signal.throwIfAborted();
    }
  }

  async #openMicrophone(signal: AbortSignal): Promise<MediaStream> {
    const { microphoneTimeout: timeout, microphoneConstraints: constraints } = this.#options;
    const stream = await this.#microphone.open({ timeout, constraints, signal });
    signal.throwIfAborted();
    return stream;
  }

  /**
   * Only when the backend has confirmed it may a phone ring: the visitor may have canceled. Also after
   * a reload, when what the desk last said may be old.
   */
  async #confirmAccepted(signal: AbortSignal): Promise<void> {
    await this.#claim.report({ state: 'accepted' });
    signal.throwIfAborted();
    this.#move('accepted');
  }

  #dial(microphone: MediaStream): void {
    const claim = this.#claim.held!;
    const { signal } = this.#lifetime;
    const { number } = claim.callback;
    if (!isDialable(number)) return this.#over({ reason: 'invalid-number', by: 'system' });
    this.#line.dial({ claim, number }, { microphone, signal });
    this.#turnedTo();
  }

  async #onFailure(error: unknown): Promise<void> {
    this.#error = error;
    if (error instanceof MicrophoneError) {
      // In mid-call, or calling again after a reload, the claim stays: somebody is on the line.
      const reason = error.late ? 'microphone-timeout' : 'microphone';
      if (!isLive(this.#state)) await this.#giveBack(reason);
    } else if (codeOf(error) === 'callback-ended' && this.#claim.held) {
      this.#over({ reason: 'visitor-canceled', by: 'visitor' }, { told: true });
    } else if (!isRetryable(error)) {
      // An adapter's bug too: no claim and no microphone may be left open for ever.
      if (!isLive(this.#state)) await this.#giveBack('declined');
    } else if (!this.#claim.held) {
      // The claim may have been won and its answer lost: the key stays, the microphone does not.
      this.#stopMedia();
    }
  }

  async #giveBack(reason: ReleaseReason): Promise<void> {
    const told = this.#claim.giveBack(reason);
    this.#stopMedia();
    this.#move('waiting');
    await told;
  }

  #awaitMending(): void {
    this.#mending.await(this.#error);
    if (this.box !== 'open') this.#mending.stop();
  }

  /** A call goes on by itself; a request waits for the agent's hand. */
  #onMended(): void {
    if (this.#line.dialled) void this.#proceed();
    else this.#changed();
  }

  #onMicrophone(): void {
    if (this.#microphone.state === 'lost' && !isOver(this.#state) && !this.#attempt) {
      this.#error = lost();
      // Somebody is on the line, so another microphone is tried at once.
      if (this.#line.dialled && this.#mending.mayReplace()) return void this.#proceed();
      this.#awaitMending();
    }
    this.#changed();
  }

  /** After a reload: takes up a claim where the page that is gone left it. */
  #resume({ claim, state, end }: MyClaim): void {
    this.#store.restore();
    this.#claim.hold(claim);
    this.#state = state;
    this.#end = end;
    if (state === 'connected' || state === 'held') {
      this.#keep({ connectedAt: this.connectedAt ?? Date.now() });
    }
    if (isLive(state)) this.#resumeLive(this.#store.record.end);
    if (state === 'ended') this.#move('wrapup');
    // The page went away between the agent's click and its effect.
    if (this.box !== 'open' && isLive(this.#state)) this.hangUp();
    else if (this.box !== 'open' && !isOver(this.#state)) void this.#giveBack('declined');
    if (this.box === 'removed') this.dispose();
  }

  /** @param untold how it ended, where the page went away before the backend had heard of it. */
  #resumeLive(untold: CallbackEnd | undefined): void {
    if (untold) return this.#over(untold);
    this.#move('reconnecting');
    // Said even where the backend says so itself: that ends its "the agent cannot be reached".
    this.#claim.mention({ state: 'reconnecting' });
  }

  // -------------------------------------------------------------------------------------------
  // The call and its end
  // -------------------------------------------------------------------------------------------

  #onLine(state: LiveState, callerId: string | undefined): void {
    if (state === 'connected' && this.connectedAt === undefined) {
      this.#keep({ connectedAt: Date.now() });
    }
    if (this.#move(state)) this.#claim.mention({ state, ...(callerId ? { callerId } : {}) });
    else this.#changed();
  }

  /** How it ends when the agent ends it now. */
  get #hangUpEnd(): CallbackEnd {
    const talked = this.connectedAt !== undefined;
    return { reason: talked ? 'completed' : 'agent-canceled', by: 'agent' };
  }

  /** What the backend says of this agent's claim: the visitor's cancel, or that the lease ran out. */
  #onNews(mine: MyClaim | undefined): void {
    if (isOver(this.#state)) {
      if (mine?.state === 'done' && !this.#finishing) this.#onFinishedElsewhere();
    } else if (mine && isOver(mine.state)) {
      this.#over(mine.end ?? { reason: 'network-failed', by: 'system' }, { told: true });
    } else if (!mine && !isLive(this.#state)) {
      this.#attempt?.abort();
      this.#error = new TransportError('claim-lost', 'The claim ran out.');
      this.#claim.drop();
      this.#stopMedia();
      this.#move('waiting');
    }
  }

  /** By another page of the agent, which has written down with what. */
  #onFinishedElsewhere(): void {
    if (this.#state === 'done') return;
    this.#store.restore();
    this.#error = undefined;
    this.#move('done');
    if (this.box === 'removed') this.leave();
  }

  /** @param told the backend knows already. */
  #over(end: CallbackEnd, { told = false } = {}): void {
    if (isOver(this.#state)) return;
    this.#attempt?.abort();
    this.#mending.stop();
    this.#error = undefined;
    this.#end = end;
    this.#keep({ end, endedAt: this.endedAt ?? Date.now() });
    this.#line.close(end.by);
    this.#microphone.stop();
    this.#move('ended');
    this.#endTold = told ? Promise.resolve() : this.#claim.report({ state: 'ended', end });
    this.#endTold.then(
      () => this.#move('wrapup'),
      (error: unknown) => {
        if (this.#lifetime.signal.aborted) return;
        // It had ended otherwise, or the claim has gone: there is nothing more to tell.
        this.#error = error;
        this.#move('wrapup');
      },
    );
  }

  #finish(finish: Finish): Promise<void> {
    if (this.#finishing) return this.#finishing;
    const claim = this.#claim.held;
    if (!claim || !isOver(this.#state) || this.#state === 'done') return Promise.resolve();
    this.#error = undefined;
    this.#finishing = this.#deliver(claim, finish);
    this.#changed();
    return this.#finishing;
  }

  async #deliver(claim: Claim, finish: Finish): Promise<void> {
    try {
      await this.#endTold.catch(() => {});
      this.#error = undefined;
      await this.#claim.finish(claim, finish);
      if ('retryAt' in finish) this.#store.keep({ retryAt: finish.retryAt });
      this.#move('done');
    } catch (error) {
      if (!this.#lifetime.signal.aborted) this.#error = error;
    } finally {
      this.#finishing = undefined;
      this.#changed();
    }
  }

  #stopMedia(): void {
    this.#line.stop();
    this.#microphone.stop();
  }

  #turnedTo(): void {
    const event = new Event('voice');
    this.dispatchEvent(event);
  }

  #keep(change: Parameters<BoxStore['keep']>[0]): void {
    this.#store.keep(change);
    this.#changed();
  }

  /** @returns whether the state changed; a move that the life does not know is not made. */
  #move(state: CallbackState): boolean {
    if (!canMove(this.#state, state)) return false;
    this.#state = state;
    this.#changed();
    return true;
  }

  #changed(): void {
    const event = new Event('change');
    this.dispatchEvent(event);
  }
}
