import type { LawDesk } from '../../../src/testing/index.js';
import { breaks, refusal, type Broken } from './breaks.js';

type Method = (...args: unknown[]) => Promise<unknown>;
type Methods = Record<string, Method | undefined>;

/** The method is deaf to signals that were aborted before, or to all others. */
function deaf(method: string, wasAborted: boolean): () => LawDesk {
  const without = (honest: object) => ({
    [method]: (...args: unknown[]) => {
      const last = args.at(-1) as { signal?: AbortSignal } | undefined;
      const heard = last?.signal?.aborted === wasAborted ? { ...last, signal: undefined } : last;
      return (honest as Methods)[method]?.(...args.slice(0, -1), heard);
    },
  });
  if (method === 'sendTone') {
    return breaks(() => ({
      call: (call) => Object.assign(call, without({ sendTone: call.sendTone?.bind(call) })),
    }));
  }
  return ['availability', 'challenge', 'request', 'slots', 'change', 'cancel'].includes(method)
    ? breaks(() => ({ visitor: without }))
    : breaks(() => ({ agent: without }));
}

const methods = [
  'availability',
  'challenge',
  'request',
  'slots',
  'change',
  'cancel',
  'claim',
  'release',
  'report',
  'finish',
  'presence',
  'sendTone',
];

export const brokenAbort: Broken = {
  ...Object.fromEntries(
    methods.flatMap((method) => [
      [`${method} rejects with the signal’s reason when it was aborted before`, deaf(method, true)],
      [
        `${method} rejects with the signal’s reason when it is aborted meanwhile`,
        deaf(method, false),
      ],
    ]),
  ),

  'an aborted request can be made again, and is one callback': breaks(({ fake }) => ({
    visitor: (honest) => ({
      request: (request, options) =>
        honest.request(request, options).catch((error: unknown) => {
          if (options.signal?.aborted) fake.ask(request);
          throw error;
        }),
    }),
  })),

  'an aborted claim can be made again': breaks(() => {
    const aborted = new Set<string>();
    return {
      agent: (honest) => ({
        async claim(id, options) {
          if (aborted.has(options.claimKey)) throw refusal('already-claimed');
          options.signal?.addEventListener('abort', () => aborted.add(options.claimKey));
          return honest.claim(id, options);
        },
      }),
    };
  }),
};
