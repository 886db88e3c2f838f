import type { WaitingCallback } from '../../../src/transport/transport.js';
import type { LawDesk } from '../../../src/testing/index.js';
import { arrivals, breaks, desks, is, refusal, rows, snapshots } from './breaks.js';
import type { Broken, Memory } from './breaks.js';

function wasReleased({ id }: WaitingCallback, { claims, released }: Memory): boolean {
  return claims.some(({ claim }) => claim.id === id && released.has(claim.token));
}

function ranOut({ id, state }: WaitingCallback, memory: Memory): boolean {
  return (
    memory.advanced && state === 'waiting' && memory.claims.some(({ claim }) => claim.id === id)
  );
}

/** Claims that were given back, or ran out, still open this method for their agent. */
function opens(method: 'report' | 'finish', afterRelease: boolean): () => LawDesk {
  return breaks(({ claims, released }) => ({
    agent: (honest) => ({
      [method]: async (...args: never[]) => {
        const [{ token }] = args as unknown as [{ token: string }];
        try {
          await (honest[method] as (...args: never[]) => Promise<void>)(...args);
        } catch (error) {
          const own = claims.some(
            ({ page, claim }) => claim.token === token && page.agent.id === honest.agent.id,
          );
          const forgiven = own && released.has(token) === afterRelease;
          if (!forgiven || !is(error, 'claim-lost')) throw error;
        }
      },
    }),
  }));
}

export const brokenRelease: Broken = {
  'a released callback waits again, with its age and its place': rows((row, memory) =>
    wasReleased(row, memory) ? { ...row, requestedAt: row.requestedAt + 1 } : row,
  ),

  'everybody hears that a callback is free again': arrivals((row, { claims, advanced }) =>
    !advanced && row.attempts === 0 && claims.some(({ claim }) => claim.id === row.id)
      ? { ...row, claimedBy: { id: 'ann', name: 'Ann' } }
      : row,
  ),

  'what was accepted but not dialled can be released': breaks(({ fake }) => ({
    agent: (honest) => ({
      async release(claim, reason, options) {
        if (fake.callback(claim.id)?.state === 'accepted') throw refusal('too-late');
        return honest.release(claim, reason, options);
      },
    }),
  })),

  'releasing is too late once it is dialled': breaks(({ fake }) => ({
    agent: (honest) => ({
      release: (claim, reason, options) =>
        honest.release(claim, reason, options).catch((error: unknown) => {
          if (fake.callback(claim.id)?.state !== 'dialing') throw error;
        }),
    }),
  })),

  'releasing twice is harmless': breaks(({ fake, released }) => ({
    agent: (honest) => ({
      async release(claim, reason, options) {
        const free = fake.callback(claim.id)?.state === 'waiting';
        if (free && released.has(claim.token)) throw refusal('claim-lost');
        return honest.release(claim, reason, options);
      },
    }),
  })),

  'a repeated release takes nothing from whoever has it now': breaks(({ claims, released }) => ({
    agent: (honest) => ({
      async release(claim, reason, options) {
        const now = claims.findLast((one) => one.claim.id === claim.id);
        if (now && released.has(claim.token)) await now.page.release(now.claim, reason);
        return honest.release(claim, reason, options);
      },
    }),
  })),

  'a released claim opens no report': opens('report', true),
  'a released claim opens no finish': opens('finish', true),

  'the agent’s other pages hear that the claim is lost': desks((update) =>
    update.type === 'claim-lost' ? [] : [update],
  ),

  'a claim runs out when its agent stays away: age and place are kept': rows((row, memory) =>
    ranOut(row, memory) ? { ...row, requestedAt: row.requestedAt + 1 } : row,
  ),

  'a claim that ran out opens no report': opens('report', false),

  'a claim that ran out is not in later snapshots': snapshots(
    ({ waiting, claims }, memory, page) => {
      const lost = memory.claims.filter(
        ({ claim, page: { agent } }) =>
          agent.id === page.agent.id &&
          waiting.some((row) => row.id === claim.id && ranOut(row, memory)),
      );
      return {
        claims: [...claims, ...lost.map(({ claim }) => ({ claim, state: 'claimed' as const }))],
      };
    },
  ),

  'a claim holds for as long as its agent’s desk runs': breaks((memory) => ({
    agent: (honest) => ({
      async report(claim, report, options) {
        if (memory.advanced) throw refusal('claim-lost');
        return honest.report(claim, report, options);
      },
    }),
  })),

  'what is dialled is never offered to others by itself': snapshots(
    ({ waiting, claims }, { fake, claims: all, advanced }) => {
      const dialled = all.filter(({ claim }) => fake.callback(claim.id)?.state === 'dialing');
      const others = claims.length === 0 && advanced ? dialled : [];
      return { waiting: [...waiting, ...others.map(({ claim }) => claim.callback)] };
    },
  ),
};
