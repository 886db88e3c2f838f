/**
 * The root of every failure that this library reports.
 *
 * `code` is stable and meant for programs; `message` is an English sentence for a developer (texts
 * for visitors and agents come from the dictionaries, looked up by code); `retryable` says whether
 * the same call may succeed later without anything being changed.
 */
export class CallbackError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly retryable: boolean;

  constructor(code: Code, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/**
 * The code of a failure, or undefined. By its shape, not by its class: an adapter may come with a
 * copy of this library of its own.
 */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Whether the same call may succeed later, as the failure itself says. */
export function isRetryable(error: unknown): boolean {
  return (error as { retryable?: unknown } | undefined)?.retryable === true;
}
