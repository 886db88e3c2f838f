import type { Message } from './queue.js';

/** The way to one receiver. */
export interface Receiver {
  /** @throws {NotDelivered} */
  deliver(message: Message, signal: AbortSignal): Promise<void>;
  /** Lets connections go. */
  close(): void;
}

/** Why a message did not arrive. The sentence holds nothing of the message, and no address. */
export class NotDelivered extends Error {
  /** Milliseconds that the receiver wants to be left alone for. */
  readonly retryAfter: number | undefined;
  /** The receiver wants no more of it. */
  readonly isFinal: boolean;

  constructor(
    reason: string,
    options: { retryAfter?: number | undefined; isFinal?: boolean } = {},
  ) {
    super(reason);
    this.name = 'NotDelivered';
    this.retryAfter = options.retryAfter;
    this.isFinal = options.isFinal ?? false;
  }
}

/** The first code in a chain of causes, like `ECONNREFUSED`; their sentences may name addresses. */
export function reasonOf(error: unknown): string {
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    const { code } = one as { code?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code)) return code;
  }
  return error instanceof Error ? error.name : 'unknown error';
}
