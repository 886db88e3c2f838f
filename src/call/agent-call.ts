import {
  canMove,
  codeOf,
  isLive,
  isOver,
  isRetryable,
  randomToken,
  retryReasons,
  type CallbackEnd,
  type CallbackState,
} from '../callback/index.js';
import {
  TransportError,
  type Agent,
  type Call,
  type CallSupports,
  type CallTransport,
  type Claim,
  type Finish,
  type MyClaim,
  type WaitingCallback,
} from '../transport/transport.js';
import type { AgentDesk, ClaimEvent } from './agent-desk.js';
import { BoxStore, type BoxRecord } from './box-store.js';
import { CallMicrophone, lost, type MicrophoneState } from './call-microphone.js';
import { inboundAudioPackets, MediaWatchdog, type WatchdogOptions } from './media-watchdog.js';
import { whenMended } from './microphone-mended.js';
import { MicrophoneError, stopTracks } from './microphone.js';
import { Reporter } from './reporter.js';
import { retrying } from './retry.js';
import { Speaker } from './speaker.js';
import { ToneQueue, type SentTone } from './tone-queue.js';

/** `closed`: the X was confirmed; the box still stands with its outcome. `removed`: gone for good. */
export type BoxState = 'open' | 'closed' | 'removed';

/** Why the far end hears silence: the agent chose it, or the agent turned to another call. */
export type MuteCause = 'agent' | 'other-call';

/** How long a microphone has to live before the next one is opened without being asked to, in ms. */
const replaceAgainAfter = 2_000;

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
 * The file is long on purpose: agent, microphone, line and backend meet in one state machine, and
 * what each of them does to it is to be read in one place. What needs no state of the call's stands
 * beside it: microphone, tones, watchdog, reports, speaker, store.
 */
export class AgentCall extends EventTarget {
  readonly callback: WaitingCallback;
  readonly #desk: AgentDesk;
  readonly #calls: CallTransport;
  readonly #options: AgentCallOptions;
  readonly #lifetime = new AbortController();
  readonly #store: BoxStore;
  readonly #speaker = new Speaker(() => this.#changed());
  readonly #microphone = new CallMicrophone(() => this.#onMicrophone());
  readonly #watchdog: MediaWatchdog;
  readonly #tones: ToneQueue;
  #record: BoxRecord;
  #state: CallbackState = 'waiting';
  #box: BoxState = 'open';
  #end: CallbackEnd | undefined;
  #error: unknown;
  #mutedBecause: MuteCause | undefined;
  #retryAt: number | undefined;
  #claim: Claim | undefined;
  #token: string | undefined;
  /** Kept until the claim is decided, so that a lost answer is asked for again and not twice. */
  #claimKey: string | undefined;
  #reporter: Reporter | undefined;
  /** Lives as long as the claim: what still runs for a claim that was given back stops. */
  #claimLife = new AbortController();
  /** The run of `accept()` under way. */
  #attempt: AbortController | undefined;
  /** Lives from a microphone's failure to the next attempt. */
  #mending = new AbortController();
  #mended = false;
  /** Who else was seen to claim it. Once they talk it is off the list, and the list tells no more. */
  #seenWith: Agent | undefined;
  /** When a lost microphone was last replaced without being asked to; performance.now(). */
  #replacedAt = -Infinity;
  #call: Call | undefined;
  /** Settles when the backend has been told how the call ended. */
  #endTold: Promise<void> = Promise.resolve();
  #finishing: Promise<void> | undefined;
  /** The backend has refused to take the wrap-up. */
  #unsavable = false;

  constructor(options: AgentCallOptions) {
    super();
    this.#options = options;
    this.#desk = options.desk;
    this.#calls = options.calls;
    this.callback = options.callback;
    this.#store = new BoxStore(this.#desk.agent.id, options.callback.id, options.callback.attempts);
    this.#record = options.resume ? this.#store.read() : {};
    this.#watchdog = new MediaWatchdog(
      () => this.#inboundPackets(),
      (line) => this.#onLine(line),
      options.watchdog,
    );
    this.#tones = new ToneQueue(
      (tone) =>
        this.#call?.sendTone?.(tone, { signal: this.#lifetime.signal }) ??
        Promise.reject(new TransportError('callback-ended', 'There is no call.')),
      () => this.#changed(),
    );
    this.#desk.addEventListener('claim', (event) => this.#onClaim(event as ClaimEvent), {
      signal: this.#lifetime.signal,
    });
    this.#desk.addEventListener('change', () => this.#onList(), { signal: this.#lifetime.signal });
    if (options.resume) this.#resume(options.resume);
  }

  // -------------------------------------------------------------------------------------------
  // What can be seen
  // -------------------------------------------------------------------------------------------

  /** `waiting`: this agent does not hold it (not yet, or it was given back). */
  get state(): CallbackState {
    return this.#state;
  }

  get box(): BoxState {
    return this.#box;
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
    return this.#mended;
  }

  /** It was lost in this call, and this other device has taken its place. */
  get microphoneReplacement(): string | undefined {
    return this.#microphone.replacement;
  }

  /** In the call and not heard: the microphone was lost, and another is being looked for or failed. */
  get unheard(): boolean {
    return !!this.#call && isLive(this.#state) && this.#microphone.state !== 'open';
  }

  /** Who else has it, after `already-claimed`, where known. */
  get claimedBy(): Agent | undefined {
    return this.#desk.waiting.get(this.callback.id)?.claimedBy ?? this.#seenWith;
  }

  /** The page was reloaded in mid-call: the audio is gone, `accept()` calls again. */
  get interrupted(): boolean {
    return isLive(this.#state) && !this.#call;
  }

  get supports(): CallSupports {
    return this.#calls.supports;
  }

  get muted(): boolean {
    return this.#call?.muted ?? false;
  }

  /** Why it is muted, or undefined. */
  get mutedBecause(): MuteCause | undefined {
    return this.muted ? this.#mutedBecause : undefined;
  }

  /** Every tone that was asked for, oldest first. */
  get tones(): readonly SentTone[] {
    return this.#tones.tones;
  }

  /** When the visitor picked up, milliseconds since the epoch. */
  get connectedAt(): number | undefined {
    return this.#record.connectedAt;
  }

  /** When the call was over, milliseconds since the epoch. */
  get endedAt(): number | undefined {
    return this.#record.endedAt;
  }

  /** What the visitor says; for a level meter. The call plays it by itself. */
  get remoteAudio(): MediaStream | undefined {
    return this.#call?.remoteAudio;
  }

  /** The browser refuses to play what the visitor says until the agent clicks or types here. */
  get soundBlocked(): boolean {
    return this.#speaker.blocked;
  }

  /** It was put back into Waiting, not before this time (milliseconds since the epoch). */
  get retryAt(): number | undefined {
    return this.#retryAt;
  }

  /** `saveWrapup()` or `putBack()` is under way; outcome and notes cannot be changed meanwhile. */
  get saving(): boolean {
    return this.#finishing !== undefined;
  }

  /** Token of the claim that it holds, or held last. */
  get token(): string | undefined {
    return this.#token;
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
    return this.#record.colour;
  }

  set colour(colour: string | undefined) {
    this.#keep({ colour });
  }

  get notes(): string {
    return this.#record.notes ?? '';
  }

  set notes(notes: string) {
    this.#keep({ notes });
  }

  /** Code of the outcome. */
  get disposition(): string | undefined {
    return this.#record.disposition;
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
    await this.#proceed(undefined);
  }

  mute(muted: boolean, because: MuteCause = 'agent'): void {
    this.#mutedBecause = muted ? because : undefined;
    this.#call?.mute(muted);
    if (!muted && this.#call) this.#turnedTo();
  }

  /**
   * Sends the tones in a text, after those still on their way; other characters are passed over.
   * @returns how many were queued; 0 while not connected, or where the line cannot send tones.
   */
  sendTones(text: string): number {
    if (this.#state !== 'connected' || !this.supports.dtmf) return 0;
    return this.#tones.push(text);
  }

  /** Ends the call. Does nothing when there is none. */
  hangUp(): void {
    if (this.#call) this.#call.hangUp('agent');
    else if (isLive(this.#state)) this.#over(this.#hangUpEnd);
  }

  /** Ends the agent's part with outcome and notes. Does nothing before the call is over. */
  async saveWrapup(): Promise<void> {
    const { disposition, notes } = this.#record;
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
    const { notes } = this.#record;
    await this.#finish({ finishKey: randomToken(), retryAt, ...(notes ? { notes } : {}) });
  }

  /**
   * Closes the box: a live call is hung up, a claim is given back. The box stays, with its outcome,
   * until `remove()`.
   */
  close(): void {
    if (this.#box !== 'open') return;
    this.#box = 'closed';
    this.#attempt?.abort();
    this.#stopMending();
    if (isLive(this.#state)) this.hangUp();
    else if (this.#claim && !isOver(this.#state)) void this.#giveBack('declined');
    else if (!this.#claim && !this.#attempt) void this.#abandonClaim(this.#error);
    this.#keep({ closed: true });
  }

  /**
   * Takes a closed box away for good, once a wrap-up that was not saved has been saved as it stands.
   * Where the backend refuses that for good the box stays and `error` says why; asked again, it goes.
   */
  async remove(): Promise<void> {
    if (this.#box !== 'closed') return;
    if (isOver(this.#state) && this.#state !== 'done' && !this.#unsavable) {
      await this.saveWrapup();
      this.#unsavable = (this.#state as CallbackState) !== 'done';
      if (this.#unsavable) return;
    }
    this.#leave();
  }

  /** Lets go of everything at once: hangs up, gives an unused claim back, stops the microphone. */
  dispose(): void {
    if (this.#lifetime.signal.aborted) return;
    if (isLive(this.#state)) this.#reporter?.tellOnce({ state: 'ended', end: this.#hangUpEnd });
    this.#call?.hangUp('agent');
    if (this.#claim && !isOver(this.#state) && !isLive(this.#state)) {
      this.#desk.transport.release(this.#claim, 'declined').catch(() => {});
    }
    this.#attempt?.abort();
    this.#stopMending();
    this.#lifetime.abort();
    this.#claimLife.abort();
    this.#stopMedia();
  }

  // -------------------------------------------------------------------------------------------
  // Claim, microphone, dial
  // -------------------------------------------------------------------------------------------

  async #proceed(lateStream: MediaStream | undefined): Promise<void> {
    const over = isOver(this.#state) || this.#lifetime.signal.aborted;
    const talking = this.#call && !this.#microphoneGone;
    if (this.#attempt || this.#box !== 'open' || over || talking) {
      stopTracks(lateStream);
      return;
    }
    const attempt = new AbortController();
    this.#attempt = attempt;
    this.#error = undefined;
    this.#stopMending();
    this.#changed();
    try {
      if (lateStream) this.#microphone.adopt(lateStream);
      if (!this.#claim) await this.#takeClaim(attempt.signal);
      const stream = this.#microphone.stream ?? (await this.#openMicrophone(attempt.signal));
      if (this.#call) {
        await this.#speakThrough(this.#call, stream);
      } else {
        await this.#confirmAccepted(attempt.signal);
        this.#dial(stream);
      }
    } catch (error) {
      if (!attempt.signal.aborted) await this.#onFailure(error);
      else if (!this.#claim) await this.#abandonClaim(error);
    } finally {
      this.#attempt = undefined;
      this.#changed();
    }
    // Not before this attempt is over: one that is under way would turn the stream away.
    this.#awaitLateMicrophone(this.#error);
    this.#awaitMending(this.#error);
    // It went away while the call was being made.
    if (this.#microphone.state === 'lost' && !this.#error) this.#onMicrophone();
  }

  /** The claim is not aborted with the attempt: if it was won nevertheless it must be given back. */
  async #takeClaim(signal: AbortSignal): Promise<void> {
    this.#claimKey ??= randomToken();
    const claim = await this.#desk.transport.claim(this.callback.id, {
      claimKey: this.#claimKey,
      signal: this.#lifetime.signal,
    });
    this.#hold(claim);
    // What an earlier box of this callback left behind is not this one's.
    this.#store.write(this.#record);
    this.#move('claimed');
    // The stream is often faster than the answer: the visitor may have canceled already.
    const mine = this.#desk.claims.get(claim.id);
    if (mine && isOver(mine.state)) this.#onClaim({ token: mine.claim.token, claim: mine });
    if (isOver(this.#state)) signal.throwIfAborted();
    if (signal.aborted) {
      await this.#giveBack('declined');
      signal.throwIfAborted();
    }
  }

  /**
   * The agent closed the box while the answer to the claim was lost: the claim may be ours all the
   * same, and would stay ours for as long as this page lives.
   */
  async #abandonClaim(error: unknown): Promise<void> {
    const claimKey = this.#claimKey;
    if (!claimKey || !isRetryable(error)) return;
    const { signal } = this.#lifetime;
    const { transport } = this.#desk;
    this.#claimKey = undefined;
    try {
      const claim = await retrying(
        () => transport.claim(this.callback.id, { claimKey, signal }),
        signal,
      );
      await transport.release(claim, 'declined', { signal });
    } catch {
      // Another agent has it, or it is over: there is nothing to give back.
    }
  }

  async #openMicrophone(signal: AbortSignal): Promise<MediaStream> {
    const stream = await this.#microphone.open({
      timeout: this.#options.microphoneTimeout,
      constraints: this.#options.microphoneConstraints,
      signal,
    });
    // It opened just when it was called off.
    if (signal.aborted) this.#microphone.stop();
    signal.throwIfAborted();
    return stream;
  }

  /**
   * Only when the backend has confirmed it may a phone ring: the visitor may have canceled. Also after
   * a reload, when what the desk last said may be old.
   */
  async #confirmAccepted(signal: AbortSignal): Promise<void> {
    await this.#reporter!.tell({ state: 'accepted' });
    signal.throwIfAborted();
    this.#move('accepted');
  }

  async #speakThrough(call: Call, stream: MediaStream): Promise<void> {
    try {
      await call.setMicrophone(stream);
    } catch (cause) {
      this.#microphone.fail();
      throw new MicrophoneError('microphone-failed', 'The call did not take it.', { cause });
    }
  }

  #dial(microphone: MediaStream): void {
    const { number } = this.#claim!.callback;
    const call = this.#calls.dial(
      { claim: this.#claim!, number },
      { microphone, signal: this.#lifetime.signal },
    );
    this.#call = call;
    call.addEventListener('statechange', () => this.#follow(call), {
      signal: this.#claimLife.signal,
    });
    this.#turnedTo();
    this.#follow(call);
  }

  async #onFailure(error: unknown): Promise<void> {
    this.#error = error;
    if (error instanceof MicrophoneError) {
      await this.#onMicrophoneFailure(error);
    } else if (codeOf(error) === 'callback-ended' && this.#claim) {
      this.#over({ reason: 'visitor-canceled', by: 'visitor' }, { told: true });
    } else if (!isRetryable(error)) {
      // An adapter's bug too: no claim and no microphone may be left open for ever.
      if (!isLive(this.#state)) await this.#giveBack('declined');
    } else if (!this.#claim) {
      // The claim may have been won and its answer lost: the key stays, the microphone does not.
      this.#stopMedia();
    }
  }

  async #onMicrophoneFailure({ late }: MicrophoneError): Promise<void> {
    // In mid-call, or calling again after a reload, the claim stays: somebody is on the line.
    if (!isLive(this.#state)) await this.#giveBack(late ? 'microphone-timeout' : 'microphone');
  }

  /** "Allow" came after all: go on, if the callback is still free and nobody has given up. */
  #awaitLateMicrophone(error: unknown): void {
    if (!(error instanceof MicrophoneError)) return;
    error.late?.then(
      (stream) => {
        if (this.#error === error && this.#box === 'open') void this.#proceed(stream);
        else stopTracks(stream);
      },
      () => {},
    );
  }

  /** Allowed in the browser's settings, or plugged in: a call goes on, a request waits for the agent. */
  #awaitMending(error: unknown): void {
    this.#stopMending();
    if (!(error instanceof MicrophoneError) || this.#box !== 'open') return;
    this.#mending = new AbortController();
    const onMended = () => {
      if (this.#call) return void this.#proceed(undefined);
      this.#mended = true;
      this.#changed();
    };
    whenMended(error.code, onMended, this.#mending.signal);
  }

  #stopMending(): void {
    this.#mending.abort();
    this.#mended = false;
  }

  #onMicrophone(): void {
    if (this.#microphone.state === 'lost' && !isOver(this.#state) && !this.#attempt) {
      this.#error = lost();
      // Somebody is on the line, so another microphone is tried at once. One that dies as it opens
      // would be tried for ever.
      const now = performance.now();
      if (this.#call && now - this.#replacedAt > replaceAgainAfter) {
        this.#replacedAt = now;
        return void this.#proceed(undefined);
      }
      this.#awaitMending(this.#error);
    }
    this.#changed();
  }

  /** The call goes on, and the visitor hears nothing. */
  get #microphoneGone(): boolean {
    return this.#microphone.state === 'lost' || this.#microphone.state === 'failed';
  }

  #hold(claim: Claim): void {
    this.#claim = claim;
    this.#token = claim.token;
    this.#claimLife = new AbortController();
    this.#reporter = new Reporter(this.#desk.transport, claim, this.#claimLife.signal);
  }

  #letGo(): void {
    this.#claim = undefined;
    this.#claimKey = undefined;
    this.#claimLife.abort();
    this.#stopMedia();
    this.#move('waiting');
  }

  async #giveBack(reason: 'declined' | 'microphone' | 'microphone-timeout'): Promise<void> {
    const claim = this.#claim;
    this.#letGo();
    // When it cannot be told, the lease runs out and does the same.
    if (claim) await this.#desk.transport.release(claim, reason).catch(() => {});
  }

  /** After a reload: takes up a claim where the page that is gone left it. */
  #resume({ claim, state, end }: MyClaim): void {
    this.#hold(claim);
    this.#state = state;
    this.#end = end;
    if (state === 'connected' || state === 'held') this.#record.connectedAt ??= Date.now();
    if (this.#record.removed) this.#box = 'removed';
    else if (this.#record.closed) this.#box = 'closed';
    if (isLive(state)) this.#resumeLive(this.#record.end);
    if (state === 'ended') this.#move('wrapup');
    // The page went away between the agent's click and its effect.
    if (this.#box !== 'open' && isLive(this.#state)) this.hangUp();
    else if (this.#box !== 'open' && !isOver(this.#state)) void this.#giveBack('declined');
    if (this.#box === 'removed') this.dispose();
  }

  /** @param untold how it ended, where the page went away before the backend had heard of it. */
  #resumeLive(untold: CallbackEnd | undefined): void {
    if (untold) return this.#over(untold);
    this.#move('reconnecting');
    // Said even where the backend says so itself: that ends its "the agent cannot be reached".
    this.#tell({ state: 'reconnecting' });
  }

  // -------------------------------------------------------------------------------------------
  // The call
  // -------------------------------------------------------------------------------------------

  #follow(call: Call): void {
    if (call !== this.#call) return;
    if (call.remoteAudio) this.#speaker.play(call.remoteAudio);
    if (call.state === 'ended') {
      this.#over(call.end ?? { reason: 'network-failed', by: 'system' });
      return;
    }
    if (call.state === 'connected') {
      if (this.connectedAt === undefined) this.#keep({ connectedAt: Date.now() });
      if (this.supports.stats) this.#watchdog.start();
    } else {
      this.#watchdog.stop();
      this.#watchdog.reset();
    }
    const silent = call.state === 'connected' && this.#watchdog.silent;
    const state = silent ? 'reconnecting' : call.state;
    const { callerId } = call;
    if (this.#move(state)) this.#tell({ state, ...(callerId ? { callerId } : {}) });
    else this.#changed();
  }

  #onLine(line: 'flowing' | 'silent' | 'dead'): void {
    if (!this.#call) return;
    if (line === 'dead') this.#over({ reason: 'network-failed', by: 'system' });
    else this.#follow(this.#call);
  }

  async #inboundPackets(): Promise<number | undefined> {
    const report = await this.#call?.getStats?.();
    return report && inboundAudioPackets(report);
  }

  /** How it ends when the agent ends it now. */
  get #hangUpEnd(): CallbackEnd {
    const talked = this.connectedAt !== undefined;
    return { reason: talked ? 'completed' : 'agent-canceled', by: 'agent' };
  }

  #onList(): void {
    const row = this.#desk.waiting.get(this.callback.id);
    if (row) this.#seenWith = row.claimedBy;
  }

  /** What the backend says of this agent's claim: the visitor's cancel, or that the lease ran out. */
  #onClaim({ token, claim }: Pick<ClaimEvent, 'token' | 'claim'>): void {
    if (token !== this.#claim?.token || isOver(this.#state)) return;
    if (claim && isOver(claim.state)) {
      this.#over(claim.end ?? { reason: 'network-failed', by: 'system' }, { told: true });
    } else if (!claim && !isLive(this.#state)) {
      this.#attempt?.abort();
      this.#error = new TransportError('claim-lost', 'The claim ran out.');
      this.#letGo();
    }
  }

  /** @param told the backend knows already. */
  #over(end: CallbackEnd, { told = false } = {}): void {
    if (isOver(this.#state)) return;
    this.#attempt?.abort();
    this.#stopMending();
    this.#error = undefined;
    this.#end = end;
    this.#keep({ end, endedAt: this.endedAt ?? Date.now() });
    this.#tones.stop();
    if (this.#call && this.#call.state !== 'ended') this.#call.hangUp(end.by);
    this.#stopMedia();
    this.#move('ended');
    this.#endTold = told ? Promise.resolve() : this.#reporter!.tell({ state: 'ended', end });
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

  #tell(report: Parameters<Reporter['tell']>[0]): void {
    // A report that was refused for good means that the callback ended or the claim has gone; the
    // desk's stream says which.
    this.#reporter?.tell(report).catch(() => {});
  }

  #finish(finish: Finish): Promise<void> {
    if (this.#finishing) return this.#finishing;
    const claim = this.#claim;
    if (!claim || !isOver(this.#state) || this.#state === 'done') return Promise.resolve();
    this.#error = undefined;
    this.#finishing = this.#deliver(claim, finish);
    this.#changed();
    return this.#finishing;
  }

  async #deliver(claim: Claim, finish: Finish): Promise<void> {
    const { signal } = this.#lifetime;
    try {
      await this.#endTold.catch(() => {});
      this.#error = undefined;
      await retrying(() => this.#desk.transport.finish(claim, finish, { signal }), signal);
      if ('retryAt' in finish) this.#retryAt = finish.retryAt;
      this.#move('done');
    } catch (error) {
      if (!signal.aborted) this.#error = error;
    } finally {
      this.#finishing = undefined;
      this.#changed();
    }
  }

  /** The mark stays behind: for a while the backend still lists the claim. */
  #leave(): void {
    this.#box = 'removed';
    this.#record = { removed: true };
    this.#store.write(this.#record);
    this.#changed();
    this.dispose();
  }

  #stopMedia(): void {
    this.#watchdog.stop();
    this.#speaker.stop();
    this.#microphone.stop();
  }

  #turnedTo(): void {
    const event = new Event('voice');
    this.dispatchEvent(event);
  }

  #keep(change: Partial<Record<keyof BoxRecord, unknown>>): void {
    this.#record = { ...this.#record, ...change } as BoxRecord;
    this.#store.write(this.#record);
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
