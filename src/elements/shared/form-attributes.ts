import type { ComplexAttributeConverter } from 'lit';
import type { NumberType } from '../../phone/index.js';

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

/** A list of kinds of numbers: `premium-rate pager`. An empty one refuses none; no attribute: undefined. */
export const typeList: ComplexAttributeConverter<readonly NumberType[] | undefined> = {
  // A kind that does not exist is one that no number is of.
  fromAttribute: (value) =>
    value === null
      ? undefined
      : ((value.toLowerCase().match(/[a-z][a-z-]*/g) ?? []) as NumberType[]),
  toAttribute: (value) => value?.join(' ') ?? null,
};

/** A list of beginnings of international numbers: `+1809 +88`. */
export const prefixList: ComplexAttributeConverter<readonly string[] | undefined> = {
  fromAttribute: (value) => value?.match(/\+?\d+/g) ?? (value === null ? undefined : []),
  toAttribute: (value) => value?.join(' ') ?? null,
};
