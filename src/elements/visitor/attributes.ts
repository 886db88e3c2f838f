import type { ComplexAttributeConverter } from 'lit';

/** A removed attribute is `undefined` again, as it was before; Lit's own converter gives null. */
export const text: ComplexAttributeConverter<string | undefined> = {
  fromAttribute: (value) => value ?? undefined,
  toAttribute: (value) => value ?? null,
};

/** A list of region codes: `IT FR`, `it, fr`. Nothing: undefined. */
export const regionList: ComplexAttributeConverter<readonly string[] | undefined> = {
  fromAttribute: (value) => value?.toUpperCase().match(/[A-Z]{2}/g) ?? undefined,
  toAttribute: (value) => value?.join(' ') ?? null,
};
