/** By what a message leaves. */
export type OutboxKind = 'webhook' | 'mail';

/** One message, written in the transaction of the change that it tells of. */
export interface OutboxEntry {
  readonly site: string;
  readonly kind: OutboxKind;
  readonly callbackId: string;
  /** The number that is in the body, E.164: what is erased by number is found by it. */
  readonly number?: string;
  /** JSON. */
  readonly body: string;
}
