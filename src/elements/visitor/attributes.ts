import type { ComplexAttributeConverter } from 'lit';

/** A removed attribute is `undefined` again, as it was before; Lit's own converter gives null. */
export const text: ComplexAttributeConverter<string | undefined> = {
  fromAttribute: (value) => value ?? undefined,
  toAttribute: (value) => value ?? null,
};

/** A field that a page can lock or hide. */
export type FormField = 'name' | 'number' | 'region';

/** A list of fields: `name number`. What is no field is passed over. */
export const fieldList: ComplexAttributeConverter<readonly FormField[]> = {
  fromAttribute: (value) =>
    (['name', 'number', 'region'] as const).filter((field) =>
      value
        ?.toLowerCase()
        .split(/[\s,]+/)
        .includes(field),
    ),
  toAttribute: (value) => value?.join(' ') ?? null,
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
