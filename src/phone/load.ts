import type { PhoneRules } from './rules.js';

let loading: Promise<PhoneRules> | undefined;

/**
 * The number rules, loaded once and only when somebody is about to type a number. A failed load is
 * not remembered: the next call tries again.
 */
export function loadPhoneRules(): Promise<PhoneRules> {
  loading ??= import('./full-rules.js').then(
    ({ fullRules }) => fullRules,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
