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
  /** The agent handed the visitor on to somebody else, and left the call. */
  'transferred',
] as const;

export type EndReason = (typeof endReasons)[number];

export type EndedBy = 'agent' | 'visitor' | 'system';

/** How a callback ended. */
export interface CallbackEnd {
  readonly reason: EndReason;
  readonly by: EndedBy;
  /** What the telephone network said. For the agent only: a backend MUST keep it from the visitor. */
  readonly detail?: EndDetail;
}

/** A cause as the telephone network gives it, in the shape of a SIP `Reason` header (RFC 3326). */
export interface EndDetail {
  /** `SIP`: a status code (RFC 3261, section 21); `Q.850`: a cause value (ITU-T Q.850). */
  readonly protocol: 'SIP' | 'Q.850';
  readonly cause: number;
  /** The network's own words, in whatever language. At most 200 UTF-16 units. */
  readonly text?: string;
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

/** Reasons that say that the two have talked: nobody else has to call this number. */
export const reachedReasons: readonly EndReason[] = ['completed', 'transferred'];
