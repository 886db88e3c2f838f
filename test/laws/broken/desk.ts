import type { WaitingCallback } from '../../../src/transport/transport.js';
import { arrivals, breaks, newest, snapshots, through, type Broken } from './breaks.js';

const never = () => new Promise<never>(() => {});

const ghost: WaitingCallback = {
  id: 'ghost',
  state: 'waiting',
  name: 'Nobody',
  number: { e164: '+12015550177' },
  requestedAt: 0,
  attempts: 0,
  asked: 1,
};

export const brokenDesk: Broken = {
  // The other laws do not look at the clock while nothing has been claimed.
  'desk begins with a snapshot': snapshots((_snapshot, { fake }) =>
    fake.callbacks.every(({ state }) => state === 'waiting') ? { now: NaN } : {},
  ),

  'the snapshot of an empty desk is empty': snapshots(({ waiting }, { fake }) =>
    fake.callbacks.length === 0 ? { waiting: [ghost] } : { waiting },
  ),

  'desk tells what arrives': arrivals((row) => ({ ...row, name: '' })),

  'the Waiting list is oldest first': snapshots(({ waiting }) => ({
    waiting: waiting.length > 2 ? waiting.toReversed() : waiting,
  })),

  'an agent’s claims are in the snapshot, to go on with after a reload': snapshots(
    ({ claims }) => ({
      claims: claims.map((mine) =>
        mine.state === 'connected' ? { ...mine, claim: { ...mine.claim, seq: 0 } } : mine,
      ),
    }),
  ),

  'a callback that is claimed only is resumed too': snapshots(({ claims }, memory, page) => ({
    claims: claims.filter(
      ({ state }) => state !== 'claimed' || memory.claims.some((one) => one.page === page),
    ),
  })),

  'an agent is not shown the claims of others': snapshots(({ claims }, memory, page) => {
    const others = memory.claims.filter(
      ({ page: { agent }, claim }) =>
        agent.id !== page.agent.id && memory.fake.callback(claim.id)?.agent?.id === agent.id,
    );
    return {
      claims: [...claims, ...others.map(({ claim }) => ({ claim, state: 'claimed' as const }))],
    };
  }),

  'desks are independent': breaks(() => ({
    agent(honest) {
      const open = new Set<AbortController>();
      return {
        desk({ signal } = {}) {
          if (signal?.aborted) return honest.desk({ signal });
          const closing = new AbortController();
          open.add(closing);
          signal?.addEventListener('abort', () => {
            for (const each of open) each.abort();
            open.clear();
          });
          return honest.desk({ signal: closing.signal });
        },
      };
    },
  })),

  'aborting a desk ends it quietly': breaks(() => ({
    agent: (honest) => ({
      async *desk(options) {
        yield* honest.desk(options);
        const reason: unknown = options?.signal?.reason;
        if (reason instanceof Error && reason.name === 'Error') throw reason;
      },
    }),
  })),

  'a desk that was aborted before it began ends at once': breaks(() => ({
    agent: (honest) => ({
      async *desk(options) {
        if (!options?.signal?.aborted) return yield* honest.desk(options);
        for await (const update of honest.desk()) return yield update;
      },
    }),
  })),

  'a desk may be left at any time': breaks(() => ({
    agent: (honest) => ({
      desk(options) {
        const iterator = honest.desk(options)[Symbol.asyncIterator]();
        return {
          [Symbol.asyncIterator]: () => ({ next: () => iterator.next(), return: never }),
        };
      },
    }),
  })),

  'a cut does not end a desk: it is lost, then live, with a new snapshot': breaks(() => ({
    agent: (honest) => ({
      desk(options) {
        let first = true;
        return through(honest.desk(options), (update) => {
          const again = update.type === 'snapshot' && !first;
          first = false;
          return again ? [{ ...update, claims: [] }] : [update];
        });
      },
    }),
  })),

  'the outcomes of the desk come with the snapshot': snapshots(() => ({ dispositions: [] })),

  'a transport says whose it is': breaks(() => ({
    agent: ({ agent }) => (agent.id === 'bob' ? { agent: { id: 'bob', name: '' } } : {}),
  })),

  'a slow reader of a desk misses no arrival': breaks(() => ({
    agent: (honest) => ({
      desk: (options) => newest('waiting', honest.desk(options)),
    }),
  })),
};
