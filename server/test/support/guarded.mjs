// A relay with all its guards up, two sites, and its log in memory.
import { signToken } from '../../dist/auth.js';
import { verifier } from '../../dist/auth.js';
import { challenges } from '../../dist/challenge.js';
import { judge, loadNumberRules } from '../../dist/judge.js';
import { RelayKey } from '../../dist/key.js';
import { limits } from '../../dist/limits.js';
import { defaultPolicy } from 'callback-elements/phone.js';
import { startRelay } from './relay.mjs';

export const secret = 'a secret of these tests, 32 bytes and more';
const minute = 60_000;

/** What may be asked for; so much that only a test of limits meets it. */
export const guards = {
  body: 32 * 1024,
  requests: { max: 100_000, window: minute },
  submissions: { max: 100_000, window: minute },
  number: { max: 3, window: 60 * minute },
};

const base = {
  origins: ['https://shop.example'],
  regions: ['IT', 'US'],
  refuseTypes: defaultPolicy.refusedTypes,
  refusePrefixes: defaultPolicy.refusedPrefixes,
  doNotCall: new Set(),
  policy: {},
};

/** `default` asks for no proof, `guarded` does, `other` is somebody else's. */
const sites = [
  { ...base, name: 'default' },
  { ...base, name: 'guarded', challenge: { cost: 1000 } },
  { ...base, name: 'other' },
];

/**
 * @param {{ limits?: object, streams?: object, open?: Function, origins?: readonly string[] }} [options]
 *   what else is given lies over the settings
 */
export async function startGuarded({ limits: more, streams, open, origins, ...settings } = {}) {
  await loadNumberRules();
  const counted = { ...guards, ...more };
  let counts;
  const relay = await startRelay({
    ...(open && { open }),
    sites: sites.map((one) => ({ ...one, ...(origins && { origins }) })),
    settings: {
      logLevel: 'trace',
      agents: { secret },
      limits: counted,
      ...(streams && { streams }),
      ...settings,
    },
    parts: async (store) => {
      const key = await RelayKey.of(store.sql);
      counts = limits(store.sql, key, counted);
      const tasks = new Map(
        sites
          .filter(({ challenge }) => challenge)
          .map((one) => [one.name, challenges(one, store.sql, key)]),
      );
      return {
        verify: verifier({ secret }),
        judge,
        limits: counts,
        challenge: ({ name }) => tasks.get(name),
      };
    },
  });
  const close = relay.close.bind(relay);
  relay.close = async () => {
    counts.close();
    await close();
  };
  return relay;
}

/** A token as an operator makes them. */
export function token(id = 'ann', { sites: names = '*', lifetime = 3600 } = {}) {
  return signToken(secret, { agent: { id, name: `Name of ${id}` }, sites: names, lifetime });
}
