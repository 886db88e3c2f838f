import {
  isLive,
  isOver,
  retryReasons,
  type CallbackEnd,
  type CallbackState,
} from '../callback/index.js';
import type {
  Agent,
  CallSupports,
  Disposition,
  Hold,
  WaitingCallback,
} from '../transport/transport.js';
import type { BoxState } from './box-store.js';
import type { MuteCause } from './call-line.js';
import { CallMachine } from './call-machine.js';
import type { MicrophoneState } from './call-microphone.js';
import type { AgentCallOptions } from './call-options.js';
import type { SentTone } from './tone-queue.js';

/**
 * One callback in an agent's hands, from Accept to the box that is gone: claim → microphone →
 * accept → dial → ringing → connected → ended → wrap-up saved → closed → removed.
 *
 * It renders nothing and lives on when no element shows it; whoever made it calls `dispose()`. Fires
 * `change` whenever any of its readonly state has changed, and `activated` when the agent is about to
 * speak in it (has accepted it, unmuted it or taken it off hold): see `keepOneActive`.
 *
 * This lists what can be seen and done; the state machine behind it is `CallMachine`.
 */
export class AgentCall extends EventTarget {
  readonly #options: AgentCallOptions;
  readonly #machine: CallMachine;

  constructor(options: AgentCallOptions) {
    super();
    this.#options = options;
    this.#machine = new CallMachine(options, {
      onChange: () => this.#changed(),
      onDial: () => this.#activated(),
    });
  }

  // What can be seen

  /**
   * Whom it is about: as it was in the Waiting list, and from the claim on as it was claimed. The
   * visitor may have changed it in between.
   */
  get callback(): WaitingCallback {
    return this.#machine.claim.callback ?? this.#options.callback;
  }

  /** `waiting`: this agent does not hold it (not yet, or it was given back). */
  get state(): CallbackState {
    return this.#machine.state;
  }

  get box(): BoxState {
    return this.#machine.store.state;
  }

  /** How it ended; exactly when the state is `ended`, `wrapup` or `done`. */
  get end(): CallbackEnd | undefined {
    return this.#machine.end;
  }

  /** The last thing that went wrong and still matters: a `CallbackError`, whose code has a text. */
  get error(): unknown {
    return this.#machine.error;
  }

  /** `accept()` is under way. */
  get busy(): boolean {
    return this.#machine.busy;
  }

  get microphone(): MicrophoneState {
    return this.#machine.microphone.state;
  }

  /**
   * It was refused or missing, and is allowed or plugged in by now: `accept()` may succeed. In a call
   * that has lost its microphone this happens by itself; no visitor is called unless the agent asks for it.
   */
  get microphoneRecovered(): boolean {
    return this.#machine.recovery.recovered;
  }

  /** It was lost in this call, and this other device has taken its place. */
  get microphoneReplacement(): string | undefined {
    return this.#machine.microphone.replacement;
  }

  /** In the call and not heard: the microphone was lost, and another is being looked for or failed. */
  get unheard(): boolean {
    return (
      this.#machine.line.dialled && isLive(this.state) && this.#machine.microphone.state !== 'open'
    );
  }

  /** Who else has it, after `already-claimed`, where known. */
  get claimedBy(): Agent | undefined {
    return this.#machine.claim.claimedBy;
  }

  /** The page was reloaded in mid-call: the audio is gone, `accept()` calls again. */
  get interrupted(): boolean {
    return isLive(this.state) && !this.#machine.line.dialled;
  }

  get supports(): CallSupports {
    return this.#machine.line.supports;
  }

  get muted(): boolean {
    return this.#machine.line.muted;
  }

  /** Why it is muted, or undefined. */
  get mutedBecause(): MuteCause | undefined {
    return this.#machine.line.mutedBecause;
  }

  /**
   * The visitor hears the agent, or will as soon as somebody picks up: neither muted, nor held by the
   * agent.
   */
  get transmitting(): boolean {
    const { line } = this.#machine;
    if (!line.dialled || !isLive(this.state) || line.muted) return false;
    // Being taken off hold counts: so does being put on it, as long as it may fail.
    return !line.held.local || line.holding.pending;
  }

  /** Who holds the call. The state is `held` when somebody does. */
  get held(): Hold {
    return this.#machine.line.held;
  }

  /** The two talk, or are on hold, on a line that can hold. */
  get canHold(): boolean {
    return this.supports.hold === true && this.#answered;
  }

  /** `hold()` is under way. */
  get holding(): boolean {
    return this.#machine.line.holding.pending;
  }

  /** Why `hold()` failed last, until it is asked for again: the call goes on as it was. */
  get holdError(): unknown {
    return this.#machine.line.holding.error;
  }

  /** The two talk, or are on hold, on a line that can hand the visitor on. */
  get canTransfer(): boolean {
    return this.supports.transfer === true && this.#answered;
  }

  /** `transfer()` is under way. */
  get transferring(): boolean {
    return this.#machine.line.transferring.pending;
  }

  /** Why `transfer()` failed last, until it is asked for again: the call goes on. */
  get transferError(): unknown {
    return this.#machine.line.transferring.error;
  }

  /** The number that calls, E.164, as the line says, or else as the backend wants it shown. */
  get callerId(): string | undefined {
    return this.#machine.callerId;
  }

  /** The agent hears a ringback tone while the phone rings and the network is silent. */
  get ringback(): boolean {
    return this.#machine.line.ringback;
  }

  set ringback(on: boolean) {
    this.#machine.line.ringback = on;
    this.#changed();
  }

  /** Every tone that was asked for, oldest first. */
  get tones(): readonly SentTone[] {
    return this.#machine.line.tones;
  }

  /** When the visitor picked up, milliseconds since the epoch. */
  get connectedAt(): number | undefined {
    return this.#machine.store.record.connectedAt;
  }

  /** When the call was over, milliseconds since the epoch. */
  get endedAt(): number | undefined {
    return this.#machine.store.record.endedAt;
  }

  /** What the visitor says; for a level meter. The call plays it by itself. */
  get remoteAudio(): MediaStream | undefined {
    return this.#machine.line.remoteAudio;
  }

  /** The browser refuses to play what the visitor says until the agent clicks or types here. */
  get soundBlocked(): boolean {
    return this.#machine.line.soundBlocked;
  }

  /** It was put back into Waiting, not before this time (milliseconds since the epoch). */
  get retryAt(): number | undefined {
    return this.#machine.store.record.retryAt;
  }

  /** `saveWrapup()` or `putBack()` is under way; outcome and notes cannot be changed meanwhile. */
  get saving(): boolean {
    return this.#machine.wrapup.saving;
  }

  /** `saving`, and the first try has failed: it is tried again until the backend has it. */
  get saveDelayed(): boolean {
    return this.saving && this.#machine.claim.delayed;
  }

  /** The backend has refused the wrap-up for good: `remove()` gives it up. */
  get unsavable(): boolean {
    return this.#machine.wrapup.refused;
  }

  /** Token of the claim that it holds, or held last. */
  get token(): string | undefined {
    return this.#machine.claim.token;
  }

  /** Whose call it is. */
  get agent(): Agent {
    return this.#options.desk.agent;
  }

  /** The visitor was not reached, and the desk takes it back for another attempt: see `putBack`. */
  get canPutBack(): boolean {
    const { retry } = this.#options.desk.transport.supports;
    const finished = this.state === 'done' || !isOver(this.state);
    return retry === true && !finished && !!this.end && retryReasons.includes(this.end.reason);
  }

  /** The outcomes that the desk takes, where it keeps a list. */
  get dispositions(): readonly Disposition[] | undefined {
    return this.#options.desk.dispositions;
  }

  /** Name of the box's colour, see `boxColours`. */
  get colour(): string | undefined {
    return this.#machine.store.record.colour;
  }

  set colour(colour: string | undefined) {
    this.#machine.keep({ colour });
  }

  get notes(): string {
    return this.#machine.store.record.notes ?? '';
  }

  set notes(notes: string) {
    this.#machine.keep({ notes });
  }

  /** Code of the outcome. */
  get disposition(): string | undefined {
    return this.#machine.store.record.disposition;
  }

  set disposition(disposition: string | undefined) {
    this.#machine.keep({ disposition });
  }

  // What an agent can do

  /**
   * Claims the callback, opens the microphone and dials; no further step is needed once the
   * microphone is allowed. After a failure it goes on from where it stopped: so this is also "try
   * again", "call again" after a reload, and "use the microphone again" in mid-call. Never rejects;
   * what went wrong is in `error`. While it is under way calling it again changes nothing.
   */
  async accept(): Promise<void> {
    await this.#machine.accept();
  }

  mute(muted: boolean, because: MuteCause = 'agent'): void {
    this.#machine.line.mute(muted, because);
    if (!muted && this.transmitting) this.#activated();
  }

  /**
   * Holds the call, or takes it back; a mute stays as it is. Asked for both in quick succession, the
   * last one counts. Never rejects: see `holdError`. Does nothing unless `canHold`.
   */
  async hold(held: boolean): Promise<void> {
    if (!this.canHold) return;
    const done = this.#machine.line.hold(held);
    // At once: no two visitors hear the agent, not for the moment that the line takes either.
    if (!held && this.transmitting) this.#activated();
    await done;
  }

  /**
   * Hands the visitor on and leaves the call, which then ends `transferred`; outcome and notes follow
   * as after any call. Where it is refused the call goes on. Never rejects: see `transferError`. Does
   * nothing unless `canTransfer`.
   * @param target E.164 or a SIP URI, as the line understands it; space around it is cut off.
   */
  async transfer(target: string): Promise<void> {
    if (this.canTransfer) await this.#machine.line.transfer(target.trim());
  }

  /**
   * Sends the tones in a text, after those still on their way; other characters are passed over.
   * Those that a hold overtakes wait for its end.
   * @returns how many were queued; 0 while not connected, or where the line cannot send tones.
   */
  sendTones(text: string): number {
    return this.state === 'connected' ? this.#machine.line.sendTones(text) : 0;
  }

  /** Ends the call. Does nothing when there is none. */
  hangUp(): void {
    this.#machine.hangUp();
  }

  /** Ends the agent's part with outcome and notes. Does nothing before the call is over. */
  async saveWrapup(): Promise<void> {
    await this.#machine.wrapup.save();
  }

  /**
   * Puts a callback that was not reached back into Waiting, with its age and its place.
   * @param retryAt not before this time, milliseconds since the epoch. Default: at once.
   */
  async putBack(retryAt = Date.now()): Promise<void> {
    await this.#machine.wrapup.putBack(retryAt);
  }

  /**
   * Closes the box: a live call is hung up, a claim is given back. The box stays, with its outcome,
   * until `remove()`.
   */
  close(): void {
    this.#machine.close();
  }

  /**
   * Takes a closed box away for good, once a wrap-up that was not saved has been saved as it stands.
   * Where the backend refuses that for good the box stays and `error` says why; asked again, it goes.
   * @returns whether this has taken it away.
   */
  async remove(): Promise<boolean> {
    if (this.box !== 'closed') return false;
    const { wrapup } = this.#machine;
    if (wrapup.unsaved) {
      const saved = await wrapup.saveOrGiveUp();
      // Asked twice, the other run may have removed it meanwhile.
      if (!saved || (this.box as BoxState) !== 'closed') return false;
    }
    this.#machine.store.remove();
    this.#changed();
    this.dispose();
    return true;
  }

  /** Lets go of everything at once: hangs up, gives an unused claim back, stops the microphone. */
  dispose(): void {
    this.#machine.dispose();
  }

  /** Lets go without telling the backend: another page of the agent goes on with the claim. */
  leave(): void {
    this.#machine.leave();
  }

  get #answered(): boolean {
    const { state } = this;
    return this.#machine.line.answered && (state === 'connected' || state === 'held');
  }

  #activated(): void {
    const event = new Event('activated');
    this.dispatchEvent(event);
  }

  #changed(): void {
    const event = new Event('change');
    this.dispatchEvent(event);
  }
}
