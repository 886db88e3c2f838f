// Values that a JSON schema of the relay's OpenAPI allows, and values that it does not.
import fc from 'fast-check';

/** Texts that have broken something somewhere. */
const nasty = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  "' OR 1=1 --",
  '$1',
  '?',
  '%00',
  '../..',
  '{"a":1}',
  '\r\nset-cookie: x=1',
  '__proto__',
  'constructor',
  '💥'.repeat(50),
  'x'.repeat(5000),
  '-1',
  'NaN',
);

const junk = fc.oneof(
  nasty,
  fc.anything({ maxDepth: 2 }),
  fc.constantFrom(null, true, -1, 0, 1.5, 2 ** 53, -(2 ** 63), 1e308, [], {}),
);

/**
 * @param {object} schema
 * @param {Record<string, object>} schemas those that it refers to, by name
 * @param {Record<string, import('fast-check').Arbitrary<unknown>>} known what a field of that name often
 *   is: what nobody would hit upon
 * @returns {import('fast-check').Arbitrary<unknown>} what the schema allows
 */
export function allowed(schema, schemas, known = {}) {
  const { $ref, anyOf, oneOf, enum: values, type } = schema;
  const again = (one) => allowed(one, schemas, known);
  const field = (name, one) =>
    known[name] ? fc.oneof({ weight: 2, arbitrary: known[name] }, again(one)) : again(one);
  if ($ref) return again(schemas[$ref.split('/').at(-1)]);
  if (anyOf ?? oneOf) return fc.oneof(...(anyOf ?? oneOf).map(again));
  if (values) return fc.constantFrom(...values);
  if ('const' in schema) return fc.constant(schema.const);
  switch (type) {
    case 'string': {
      if (schema.pattern) return fc.stringMatching(new RegExp(schema.pattern));
      const { minLength = 0, maxLength = 200 } = schema;
      return fc.oneof(
        fc.string({ minLength, maxLength: Math.min(maxLength, 200), unit: 'grapheme' }),
        nasty.filter((text) => text.length >= minLength && text.length <= maxLength),
      );
    }
    case 'integer':
    case 'number': {
      const { minimum: min = -1e15, maximum: max = 1e15 } = schema;
      return type === 'integer'
        ? fc.maxSafeInteger().map((n) => Math.min(Math.max(n, min), max))
        : fc.double({ min, max, noNaN: true });
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(again(schema.items), { maxLength: 3 });
    case 'object': {
      const { properties = {}, required = [], additionalProperties, patternProperties } = schema;
      const record = fc.record(
        Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, field(key, one)])),
        { requiredKeys: required },
      );
      const [more] = Object.values(patternProperties ?? { any: additionalProperties });
      if (!more || typeof more !== 'object') return record;
      const rest = fc.dictionary(fc.oneof(fc.string(), nasty), again(more), { maxKeys: 25 });
      return fc.tuple(record, rest).map(([one, other]) => ({ ...other, ...one }));
    }
    default:
      return junk;
  }
}

/** What the schema allows, most often with one place of it spoilt. */
export function nearly(schema, schemas, known) {
  return fc
    .tuple(allowed(schema, schemas, known), fc.nat(), junk, fc.nat(3))
    .map(([value, at, bad, how]) => (how === 0 ? value : spoilt(value, at, bad, how === 1)));
}

/** The value with another at one of its places, or with a field too many there. */
function spoilt(value, at, bad, adds) {
  const places = [];
  const copy = structuredClone({ value });
  const walk = (holder) => {
    for (const key of Object.keys(holder)) {
      places.push([holder, key]);
      if (holder[key] && typeof holder[key] === 'object') walk(holder[key]);
    }
  };
  walk(copy);
  const [holder, key] = places[at % places.length];
  if (adds && holder[key] && typeof holder[key] === 'object') holder[key].more = bad;
  else holder[key] = bad;
  return copy.value;
}
