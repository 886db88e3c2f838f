import type { RegionHints } from '../../phone/index.js';
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
export function warmUp(endpoint: string | undefined, number: string, hints: RegionHints): void {
  // Not at the top: the first load must not carry it.
  import('../../phone/index.js')
    .then(({ defaultRegion, phoneNumbers }) => phoneNumbers.load(number, defaultRegion(hints)))
    .catch(() => undefined);
  if (endpoint !== undefined) transportFor(endpoint).catch(() => undefined);
}
