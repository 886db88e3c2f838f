/** Why a callback ended: a closed list. Texts for people are in the dictionaries. */
export const endReasons = [
  /** The two talked and one of them hung up. */
  'completed',
  /** The visitor took the request back before the phone was answered. */
  'visitor-canceled',
  /** The agent hung up before the phone was answered. */
  'agent-canceled',
  /** Nobody accepted it in time. */
  'expired',
  'no-agents',
  'busy',
  'no-answer',
  'voicemail',
  /** The network does not know the number. */
  'invalid-number',
  /** The visitor's phone refused the call. */
  'rejected',
  /** Audio could not be set up. */
  'media-failed',
  /** The connection to the phone or to the agent was lost. */
  'network-failed',
  /** The backend's policy refused the number or the visitor. */
  'refused',
  /** Another request for the same number is already open. */
  'duplicate',
] as const;

export type EndReason = (typeof endReasons)[number];

export type EndedBy = 'agent' | 'visitor' | 'system';

/** How a callback ended. */
export interface CallbackEnd {
  readonly reason: EndReason;
  readonly by: EndedBy;
}

/** Reasons after which the visitor was not reached and another attempt makes sense. */
export const retryReasons: readonly EndReason[] = [
  'busy',
  'no-answer',
  'voicemail',
  'rejected',
  'media-failed',
  'network-failed',
  'agent-canceled',
];
