import type { CallbackRequest } from '../../callback/index.js';
import type { Problem } from './field-messages.js';

/** What the form contributes to a form around it, and what it restores itself from. */
export interface Typed {
  readonly name: string;
  readonly number: string;
  readonly region: string;
}

/**
 * The entries for a host `<form>`, named after the element: `NAME-name`, `NAME-number` (E.164, or as
 * typed when it could not be judged), `NAME-extension`, `NAME-region`, and with consent
 * `NAME-consent` (its text), `NAME-consent-version`, `NAME-consent-at` (ISO 8601). Nothing without a
 * name, as with native controls.
 */
export function formEntries(
  prefix: string,
  typed: Typed,
  request: CallbackRequest | undefined,
): FormData | null {
  if (prefix === '') return null;
  const data = new FormData();
  const set = (key: string, value: string | undefined) => {
    if (value) data.set(`${prefix}-${key}`, value);
  };
  data.set(`${prefix}-name`, request?.name ?? typed.name);
  const number = request?.number;
  data.set(`${prefix}-number`, number && 'e164' in number ? number.e164 : typed.number);
  set('extension', number && 'e164' in number ? number.extension : undefined);
  data.set(`${prefix}-region`, request?.region ?? typed.region);
  set('consent', request?.consent?.text);
  set('consent-version', request?.consent?.version);
  set('consent-at', request?.consent && new Date(request.consent.at).toISOString());
  return data;
}

/** What the browser keeps for going back and for restored sessions. Never the consent. */
export function formState({ name, number, region }: Typed): FormData {
  const state = new FormData();
  state.set('name', name);
  state.set('number', number);
  state.set('region', region);
  return state;
}

export function readState(state: File | string | FormData | null): Typed | undefined {
  if (!(state instanceof FormData)) return undefined;
  const text = (key: string) => String(state.get(key) ?? '');
  return { name: text('name'), number: text('number'), region: text('region') };
}

/** How a native control would call a problem. */
export function validityOf({ key }: Problem): ValidityStateFlags {
  return { [key.endsWith('-missing') ? 'valueMissing' : 'customError']: true };
}
