import { randomToken } from '../../../src/callback/index.js';
import type { LawDesk } from '../../../src/testing/index.js';
import {
  arrivals,
  breaks,
  desks,
  is,
  refusal,
  snapshots,
  type Broken,
  type Memory,
} from './breaks.js';

/** A key whose claim came to nothing makes another. */
function claimsAnew(when: (memory: Memory, key: string) => boolean): () => LawDesk {
  return breaks((memory) => ({
    agent: (honest) => ({
      async claim(id, options) {
        try {
          return await honest.claim(id, options);
        } catch (error) {
          if (!is(error, 'claim-lost') || !when(memory, options.claimKey)) throw error;
          return honest.claim(id, { ...options, claimKey: randomToken() });
        }
      },
    }),
  }));
}

export const brokenClaim: Broken = {
  'a claim that was released is not made again by a repeat of its key': claimsAnew(
    ({ released, claims }, key) =>
      claims.some((one) => one.key === key && released.has(one.claim.token)),
  ),

  'a claim that ran out is not made again by a repeat of its key': claimsAnew(
    ({ released, claims }, key) =>
      claims.some((one) => one.key === key && !released.has(one.claim.token)),
  ),

  'the key of a finished claim still gives that claim, and no other': breaks(({ fake }) => ({
    agent: (honest) => ({
      claim(id, options) {
        const again = (fake.callback(id)?.attempts ?? 0) > 0;
        return honest.claim(id, again ? { ...options, claimKey: randomToken() } : options);
      },
    }),
  })),

  'a claim says how long it holds, and holds no longer': breaks(() => ({
    agent: (honest) => ({
      async claim(id, options) {
        const { leaseUntil: _, ...claim } = await honest.claim(id, options);
        return claim;
      },
    }),
  })),

  'of many claims at once exactly one wins': breaks(({ claims }) => {
    let underway = 0;
    return {
      agent: (honest) => ({
        async claim(id, options) {
          underway += 1;
          try {
            return await honest.claim(id, options);
          } catch (error) {
            const winner = claims.find(({ claim }) => claim.id === id);
            if (underway > 1 && winner) return winner.claim;
            throw error;
          } finally {
            underway -= 1;
          }
        },
      }),
    };
  }),

  'whoever claims too late is told already-claimed': breaks(({ fake, claims }) => ({
    agent: (honest) => ({
      claim(id, options) {
        const alone = claims.length > 0;
        return honest.claim(id, options).catch((error: unknown) => {
          const { state, agent } = fake.callback(id) ?? {};
          const other = state === 'claimed' && agent?.id !== honest.agent.id;
          const key = claims.some((one) => one.key === options.claimKey);
          const late = alone && other && !key && is(error, 'already-claimed');
          throw late ? refusal('claim-lost') : error;
        });
      },
    }),
  })),

  'a second tab of the same agent does not win': breaks(({ fake, claims }) => ({
    agent: (honest) => ({
      async claim(id, options) {
        const mine = fake.callback(id)?.agent?.id === honest.agent.id;
        const before = claims.find(({ claim }) => claim.id === id);
        return mine && before ? before.claim : honest.claim(id, options);
      },
    }),
  })),

  'repeating a claim with the same key gives the same claim': breaks(({ claims, fake }) => ({
    agent: (honest) => ({
      async claim(id, options) {
        const again =
          fake.callback(id)?.state === 'claimed' &&
          claims.some(({ key }) => key === options.claimKey);
        const claim = await honest.claim(id, options);
        return again ? { ...claim, token: `${claim.token}-2` } : claim;
      },
    }),
  })),

  'another agent does not win with the winner’s key': breaks(({ claims }) => ({
    agent: (honest) => ({
      async claim(id, options) {
        const before = claims.find(
          ({ key, page }) => key === options.claimKey && page.agent.id !== honest.agent.id,
        );
        return before ? before.claim : honest.claim(id, options);
      },
    }),
  })),

  'an unknown callback cannot be claimed': breaks(({ fake }) => ({
    agent: (honest) => ({
      claim: (id, options) =>
        honest.claim(id, options).catch((error: unknown) => {
          const unknown = fake.callback(id) === undefined && is(error, 'not-found');
          throw unknown ? refusal('callback-ended') : error;
        }),
    }),
  })),

  'a claim says whom to call': breaks(() => ({
    agent: (honest) => ({
      async claim(id, options) {
        const claim = await honest.claim(id, options);
        return { ...claim, callback: { ...claim.callback, name: '' } };
      },
    }),
  })),

  'other agents see who is claiming': arrivals((row) =>
    row.claimedBy ? { ...row, claimedBy: { id: '?', name: '?' } } : row,
  ),

  'what others claim is in the snapshot': snapshots(({ waiting }) => ({
    waiting: waiting.filter(({ state }) => state === 'waiting'),
  })),

  'what was accepted leaves the Waiting list': desks((update, { fake }) =>
    update.type === 'left' && fake.callback(update.id)?.state === 'accepted' ? [] : [update],
  ),

  'what was accepted is not in later snapshots': snapshots(
    ({ waiting, claims }, { fake, claims: all, advanced }) => {
      const dialled = all.filter(({ claim }) => fake.callback(claim.id)?.state === 'dialing');
      const others = claims.length > 0 || advanced ? [] : dialled;
      return { waiting: [...waiting, ...others.map(({ claim }) => claim.callback)] };
    },
  ),
};
