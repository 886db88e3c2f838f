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

/** For lists that a page may make anew on every render: only another content is a change. */
export function listChanged(
  now: readonly string[] | undefined,
  before: readonly string[] | undefined,
): boolean {
  return now?.join(' ') !== before?.join(' ');
}
