// Not the index: the first load must not carry all of it.
import { loadPhoneRules } from '../../phone/load.js';
import { defineOnce } from '../define-once.js';
import { transportFor } from '../endpoint.js';

let loading: Promise<void> | undefined;

/**
 * What the panel needs beyond its frame: form and status. Loaded once, on intent; a failed load is
 * not remembered.
 */
export function loadParts(): Promise<void> {
  loading ??= Promise.all([
    import('../callback-form.js').then(({ CallbackForm }) =>
      defineOnce('callback-form', CallbackForm),
    ),
    import('../callback-status.js').then(({ CallbackStatus }) =>
      defineOnce('callback-status', CallbackStatus),
    ),
  ]).then(
    () => undefined,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** What will be needed soon after. A failure shows where it matters, not here. */
export function warmUp(endpoint: string | undefined): void {
  loadPhoneRules().catch(() => undefined);
  if (endpoint !== undefined) transportFor(endpoint).catch(() => undefined);
}
