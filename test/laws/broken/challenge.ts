import { breaks, is, type Broken } from './breaks.js';

export const brokenChallenge: Broken = {
  'challenge exists exactly when it is declared': breaks(() => ({
    visitor: ({ supports: { challenge: _, ...supports } }) => ({ supports }),
  })),

  'a challenge says its kind, and how long it is good': breaks(() => ({
    visitor: (honest) => ({
      async challenge(options) {
        const given = await honest.challenge?.(options);
        return given && { ...given, kind: '' };
      },
    }),
  })),

  'a request without the proof that is asked for is refused': breaks(({ fake }) => ({
    visitor: (honest) => ({
      request: (request, options) =>
        honest.request(request, options).catch((error: unknown) => {
          if (is(error, 'challenge-failed') && options.proof === undefined) return fake.ask();
          throw error;
        }),
    }),
  })),

  'a request with a made-up proof is refused': breaks(({ fake }) => ({
    visitor: (honest) => ({
      request: (request, options) =>
        honest.request(request, options).catch((error: unknown) => {
          if (is(error, 'challenge-failed') && options.proof === 'made up') return fake.ask();
          throw error;
        }),
    }),
  })),

  'a request with its proof is accepted, and can be repeated with it': breaks(() => {
    const used = new Set<string>();
    return {
      visitor: (honest) => ({
        request(request, { proof, ...options }) {
          const again = proof === undefined || used.has(proof);
          if (proof !== undefined) used.add(proof);
          return honest.request(request, again ? options : { ...options, proof });
        },
      }),
    };
  }),

  'a proof is good for one request': breaks(({ fake, asked }) => ({
    visitor: (honest) => ({
      request: (request, options) =>
        honest.request(request, options).catch((error: unknown) => {
          const used = asked.some((one) => one.options.proof === options.proof);
          if (is(error, 'challenge-failed') && used) return fake.ask();
          throw error;
        }),
    }),
  })),

  'a proof that is too old is refused': breaks((memory) => ({
    visitor: (honest) => ({
      request: (request, options) =>
        honest.request(request, options).catch((error: unknown) => {
          if (is(error, 'challenge-failed') && memory.advanced) return memory.fake.ask();
          throw error;
        }),
    }),
  })),
};
