import { arrivals, breaks, desks, is, refusal, snapshots, type Broken } from './breaks.js';

export const brokenClaim: Broken = {
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

  'repeating a claim with the same key gives the same claim': breaks(({ claims }) => ({
    agent: (honest) => ({
      async claim(id, options) {
        const again = claims.some(({ key }) => key === options.claimKey);
        const claim = await honest.claim(id, options);
        return again ? { ...claim, token: `${claim.token}-2` } : claim;
      },
    }),
  })),

  'another agent does not win with the winner’s key': breaks(({ claims }) => ({
    agent: (honest) => ({
      async claim(id, options) {
        const before = claims.find(({ key }) => key === options.claimKey);
        return before ? before.claim : honest.claim(id, options);
      },
    }),
  })),

  'an unknown callback cannot be claimed': breaks(() => ({
    agent: (honest) => ({
      claim: (id, options) =>
        honest.claim(id, options).catch((error: unknown) => {
          throw is(error, 'not-found') ? refusal('callback-ended') : error;
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
