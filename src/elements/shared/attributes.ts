import type { ComplexAttributeConverter } from 'lit';

/** A removed attribute is `undefined` again, as it was before; Lit's own converter gives null. */
export const text: ComplexAttributeConverter<string | undefined> = {
  fromAttribute: (value) => value ?? undefined,
  toAttribute: (value) => value ?? null,
};
