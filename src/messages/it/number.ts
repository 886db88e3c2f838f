import type { NumberMessageKey } from '../en/number.js';

/** Italian for a number, wherever one is shown. */
export const numberMessagesIt: Readonly<Record<NumberMessageKey, string>> = {
  'number.extension': '{number} int. {extension}',
};
