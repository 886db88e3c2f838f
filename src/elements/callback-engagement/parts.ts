import type { RegionHints } from '../../phone/index.js';
import { transportFor } from '../shared/endpoint.js';

let loading: Promise<void> | undefined;

/**
 * What the panel needs beyond its frame: form and status. Loaded once, on intent; a failed load is
 * not remembered.
 */
export function loadParts(): Promise<void> {
  loading ??= Promise.all([
    import('../callback-form/callback-form.js').then(({ CallbackForm }) =>
      define('callback-form', CallbackForm),
    ),
    import('../callback-status/callback-status.js').then(({ CallbackStatus }) =>
      define('callback-status', CallbackStatus),
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

function define(tag: string, element: CustomElementConstructor): void {
  // By another name: the manifest analyzer would take `tag` for the tag of an element.
  const registry = customElements;
  if (!registry.get(tag)) registry.define(tag, element);
}
