import { readFileSync } from 'node:fs';
import Type from 'typebox';
import { Settings } from 'typebox/system';
import { Value } from 'typebox/value';

const text = Type.String({ minLength: 1 });
const texts = Type.Array(text);
const shifts = Type.Array(Type.Tuple([Type.String(), Type.String()]));
/** `Type.Object` of which nothing is required, and nothing else may be there. */
const some = <Properties extends Type.TProperties>(properties: Properties) =>
  Type.Partial(Type.Object(properties), { additionalProperties: false });

/** A site as RELAY_CONFIG has it. What it does not say, the other settings say. */
const siteInFile = some({
  origins: texts,
  regions: texts,
  refuseTypes: texts,
  refusePrefixes: texts,
  doNotCall: texts,
  doNotCallFile: text,
  hours: Type.Object(
    {
      timeZone: Type.String(),
      week: Type.Record(Type.String(), shifts),
      exceptions: Type.Optional(Type.Record(Type.String(), shifts)),
    },
    { additionalProperties: false },
  ),
  slotMinutes: Type.Integer({ minimum: 5, maximum: 1_440 }),
  horizonDays: Type.Integer({ minimum: 0, maximum: 365 }),
  handlingSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
  showAgent: Type.Boolean(),
  outcomes: Type.Array(Type.Object({ code: text, label: text }, { additionalProperties: false })),
  maxWaitHours: Type.Number({ minimum: 0.05, maximum: 8_784 }),
  retentionHours: Type.Number({ minimum: 0, maximum: 87_840 }),
  challenge: Type.Integer({ minimum: 0 }),
  webhook: some({ url: text, secret: text }),
  mail: some({ smtp: text, from: text, to: texts }),
});

export type SiteInFile = Type.Static<typeof siteInFile>;

const file = Type.Object(
  { sites: Type.Record(Type.String(), siteInFile) },
  { additionalProperties: false },
);

/**
 * The sites of RELAY_CONFIG, by name.
 * @param given a path, or the JSON itself
 * @param wrong is told of each mistake, as a sentence
 * @returns undefined when there was a mistake
 */
export function readSites(
  given: string,
  label: string,
  wrong: (sentence: string) => void,
): ReadonlyMap<string, SiteInFile> | undefined {
  const parsed = parse(given, label, wrong);
  if (parsed === undefined) return undefined;
  if (!Value.Check(file, parsed)) {
    for (const sentence of sentences(parsed)) wrong(`In ${label}, ${sentence}`);
    return undefined;
  }
  return new Map(Object.entries(parsed.sites));
}

function parse(given: string, label: string, wrong: (sentence: string) => void): unknown {
  let json = given;
  if (!given.startsWith('{')) {
    try {
      json = readFileSync(given, 'utf8');
    } catch (error) {
      wrong(`${label} cannot be read: ${(error as Error).message}.`);
      return undefined;
    }
  }
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    wrong(`${label} is not JSON: ${(error as Error).message}.`);
    return undefined;
  }
}

/** "sites.shop.slotMinutes must be >= 5." */
function* sentences(parsed: unknown): Generator<string> {
  for (const { keyword, instancePath, params, message } of allErrors(parsed)) {
    const path = instancePath.slice(1).replaceAll('/', '.');
    const at = (name: string) => [path, name].filter((part) => part !== '').join('.');
    if (keyword === 'additionalProperties') {
      // Said once, with the names; the same error comes as a "boolean" for each, too.
      for (const name of (params as { additionalProperties: string[] }).additionalProperties) {
        yield `${at(name)} is not a setting.`;
      }
    } else if (keyword === 'required') {
      for (const name of (params as { requiredProperties: string[] }).requiredProperties) {
        yield `${at(name)} is missing.`;
      }
    } else if (keyword !== 'boolean') {
      yield `${path || 'the whole'} ${message}.`;
    }
  }
}

/** TypeBox stops after eight, which protects a server from its clients; this is its owner. */
function allErrors(parsed: unknown): ReturnType<typeof Value.Errors> {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: 1_000 });
  try {
    return Value.Errors(file, parsed);
  } finally {
    Settings.Set({ maxErrors });
  }
}
