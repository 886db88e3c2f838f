/**
 * The life of a callback: its states and the moves between them, as data.
 * Every transport and every element uses these words, and no others.
 */

/** Every state, in the order in which a callback that goes well passes through them. */
export const callbackStates = [
  /** Asked for at a later time; not offered to agents yet. */
  'scheduled',
  /** In the Waiting list. */
  'waiting',
  /** One agent has it; the microphone is still pending. The visitor still sees `waiting`. */
  'claimed',
  /** The agent's microphone is open; dialling comes next. */
  'accepted',
  'dialing',
  /** The visitor's phone rings. */
  'ringing',
  'connected',
  'held',
  /** No audio is arriving, or the agent is out of reach; it may come back. */
  'reconnecting',
  /** The call is over; the visitor sees it at once. */
  'ended',
  /** For the agent only: outcome and notes are being written. */
  'wrapup',
  'done',
] as const;

export type CallbackState = (typeof callbackStates)[number];

/** What a visitor is shown. The agent's microphone and wrap-up are not the visitor's business. */
export type VisitorState = Exclude<CallbackState, 'claimed' | 'wrapup' | 'done'>;

/** The states in which a call to the visitor's phone exists. */
export const liveStates = [
  'dialing',
  'ringing',
  'connected',
  'held',
  'reconnecting',
] as const satisfies readonly CallbackState[];

export type LiveState = (typeof liveStates)[number];

/**
 * Where each state may lead. A live call may go back to `dialing`: after a reload of the agent's
 * page the audio is gone and the agent calls again under the same claim.
 */
export const transitions: Readonly<Record<CallbackState, readonly CallbackState[]>> = {
  scheduled: ['waiting', 'ended'],
  waiting: ['claimed', 'ended'],
  claimed: ['accepted', 'waiting', 'ended'],
  accepted: ['dialing', 'waiting', 'ended'],
  dialing: ['ringing', 'connected', 'reconnecting', 'ended'],
  ringing: ['connected', 'dialing', 'reconnecting', 'ended'],
  connected: ['held', 'reconnecting', 'dialing', 'ended'],
  held: ['connected', 'reconnecting', 'dialing', 'ended'],
  reconnecting: ['ringing', 'connected', 'held', 'dialing', 'ended'],
  ended: ['wrapup', 'waiting', 'scheduled', 'done'],
  wrapup: ['done', 'waiting', 'scheduled'],
  done: [],
};

/** Whether a callback in `from` may move to `to`. Staying in a state is not a move. */
export function canMove(from: CallbackState, to: CallbackState): boolean {
  return transitions[from].includes(to);
}

/**
 * Whether a backend may follow a report: a move, or one on which steps were left out because their
 * reports got lost. What came too late, like `ringing` after `connected`, is neither.
 */
export function canReport(from: CallbackState, to: CallbackState): boolean {
  return canMove(from, to) || callbackStates.indexOf(from) < callbackStates.indexOf(to);
}

export function isLive(state: CallbackState): state is LiveState {
  return (liveStates as readonly CallbackState[]).includes(state);
}

/** Whether the call is over: `ended` and what follows it on the agent's side. */
export function isOver(state: CallbackState): boolean {
  return state === 'ended' || state === 'wrapup' || state === 'done';
}

/** The state as the visitor is shown it. */
export function visitorState(state: CallbackState): VisitorState {
  if (state === 'claimed') return 'waiting';
  if (state === 'wrapup' || state === 'done') return 'ended';
  return state;
}

/** Whether the visitor can still cancel: until the visitor has picked up. */
export function canCancel(state: CallbackState): boolean {
  return callbackStates.indexOf(state) < callbackStates.indexOf('connected');
}
