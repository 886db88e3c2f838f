import type { VisitorMessageKey } from '../../messages/en/visitor.js';

/** Gives a text in the element's language. */
export type Say = (
  key: VisitorMessageKey,
  parameters?: Readonly<Record<string, string | number>>,
) => string;
