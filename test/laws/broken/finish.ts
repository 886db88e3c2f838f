import { arrivals, breaks, is, refusal, rows, snapshots, statuses, type Broken } from './breaks.js';

export const brokenFinish: Broken = {
  'finishing twice with the same key is harmless': breaks(() => {
    const finished = new Set<string>();
    return {
      agent: (honest) => ({
        async finish(claim, finish, options) {
          if (finished.has(finish.finishKey)) throw refusal('too-late');
          await honest.finish(claim, finish, options);
          finished.add(finish.finishKey);
        },
      }),
    };
  }),

  'finishing again with another key is too late': breaks(() => ({
    agent: (honest) => ({
      finish: (claim, finish, options) =>
        honest.finish(claim, finish, options).catch((error: unknown) => {
          if (!is(error, 'too-late')) throw error;
        }),
    }),
  })),

  'what is done is still among the agent’s claims': snapshots(({ claims }, { advanced }) => ({
    claims: claims.filter(({ state }) => state !== 'done' || advanced),
  })),

  'what is done stays among the agent’s claims for an hour': snapshots(
    ({ claims }, { advanced }) => ({
      claims: claims.filter(({ state }) => state !== 'done' || !advanced),
    }),
  ),

  'what waits for another attempt has counted the last, and kept age and place': rows((row) => ({
    ...row,
    attempts: 0,
  })),

  'agents hear that a callback waits for another attempt': arrivals((row) => ({
    ...row,
    attempts: 0,
  })),

  'another attempt is not offered before its time': snapshots(({ waiting }, { fake, claims }) => {
    const early = claims.filter(({ claim }) => fake.callback(claim.id)?.state === 'scheduled');
    return { waiting: [...waiting, ...early.map(({ claim }) => claim.callback)] };
  }),

  'the visitor is told when the next attempt is made': statuses(({ notBefore, ...status }) =>
    notBefore !== undefined && status.attempts === 0 ? { ...status, notBefore } : status,
  ),

  'the visitor is told that the receipt works for as long as its callback waits': statuses(
    ({ expiresAt: _, ...status }) => status,
  ),

  'another attempt is claimed anew': breaks(({ claims }) => ({
    agent: (honest) => ({
      async claim(id, options) {
        const last = claims.find((one) => one.claim.id === id);
        const again = last && last.page.agent.id !== honest.agent.id;
        const claim = await honest.claim(id, options);
        return again && claim.callback.attempts > 0 ? { ...claim, token: last.claim.token } : claim;
      },
    }),
  })),

  'the claim of the last attempt opens nothing in the next': breaks(({ fake }) => ({
    agent: (honest) => ({
      report: (claim, report, options) =>
        honest.report(claim, report, options).catch((error: unknown) => {
          if (!fake.callback(claim.id)?.attempts) throw error;
        }),
    }),
  })),
};
