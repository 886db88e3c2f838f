import type { CallbackStatus, VisitorUpdate } from '../../../src/transport/transport.js';
import { breaks, newest, statuses, through, updates, type Broken } from './breaks.js';

const never = () => new Promise<never>(() => {});

export const brokenWatch: Broken = {
  'watch tells the present status first': breaks(() => ({
    visitor: (honest) => ({
      watch(receipt, options) {
        let first = true;
        return through(honest.watch(receipt, options), (update) => {
          const stale = first && update.type === 'status' && update.status.state === 'dialing';
          first = false;
          return stale
            ? [{ type: 'status', status: { ...update.status, state: 'waiting' } }, update]
            : [update];
        });
      },
    }),
  })),

  'watch tells each change, in order': statuses((status) =>
    status.state === 'reconnecting' && !status.agentUnreachable ? [] : status,
  ),

  'a status has an end exactly when it has ended': statuses(({ end, ...status }) =>
    !end || end.reason === 'completed' ? status : { ...status, end },
  ),

  'the version grows with each change': statuses((status) =>
    status.state === 'ringing' ? { ...status, version: status.version - 1 } : status,
  ),

  'a version is the same for all who watch': breaks(() => {
    let watches = 0;
    return {
      visitor: (honest) => ({
        watch(receipt, options) {
          const more = watches++ * 100;
          return through(honest.watch(receipt, options), (update) =>
            update.type === 'status'
              ? [{ ...update, status: { ...update.status, version: update.status.version + more } }]
              : [update],
          );
        },
      }),
    };
  }),

  'watch ends after the final status': breaks(() => ({
    visitor: (honest) => ({
      async *watch(receipt, options) {
        let last: CallbackStatus | undefined;
        let told = 0;
        for await (const update of honest.watch(receipt, options)) {
          if (update.type === 'status') last = update.status;
          told += 1;
          yield update;
        }
        if (last?.end?.reason === 'completed' && told > 1) await never();
      },
    }),
  })),

  'watch of a callback that is long over tells so and ends': breaks(() => ({
    visitor: (honest) => ({
      async *watch(receipt, options) {
        let first: VisitorUpdate | undefined;
        for await (const update of honest.watch(receipt, options)) {
          first ??= update;
          yield update;
        }
        if (first?.type === 'status' && first.status.final) await never();
      },
    }),
  })),

  'an end that another attempt may follow does not end the watch': breaks(() => ({
    visitor: (honest) => ({
      async *watch(receipt, options) {
        for await (const update of honest.watch(receipt, options)) {
          yield update;
          if (update.type === 'status' && update.status.end) return;
        }
      },
    }),
  })),

  'the visitor does not see a claim': statuses((status, { claims }) =>
    status.state === 'accepted' && claims.length > 1
      ? [{ ...status, state: 'claimed' as never }, status]
      : status,
  ),

  'the visitor does not see the wrap-up': statuses((status) =>
    status.final && status.end?.reason === 'no-answer'
      ? [{ ...status, state: 'wrapup' as never }, status]
      : status,
  ),

  'the visitor is told the number that calls': statuses(({ callerId: _, ...status }) => status),

  'watches are independent': breaks(() => {
    const left = new AbortController();
    return {
      visitor: (honest) => ({
        watch(receipt, { signal = left.signal } = {}) {
          signal.addEventListener('abort', () => left.abort());
          return honest.watch(receipt, { signal: AbortSignal.any([signal, left.signal]) });
        },
      }),
    };
  }),

  'aborting a watch ends it quietly': breaks(() => ({
    visitor: (honest) => ({
      async *watch(receipt, options) {
        yield* honest.watch(receipt, options);
        const reason: unknown = options?.signal?.reason;
        if (reason instanceof Error && reason.name === 'Error') throw reason;
      },
    }),
  })),

  'a watch that was aborted before it began ends at once': breaks(() => ({
    visitor: (honest) => ({
      async *watch(receipt, options) {
        if (!options?.signal?.aborted) return yield* honest.watch(receipt, options);
        for await (const update of honest.watch(receipt)) return yield update;
      },
    }),
  })),

  'a watch may be left at any time': breaks(() => ({
    visitor: (honest) => ({
      watch(receipt, options) {
        const iterator = honest.watch(receipt, options)[Symbol.asyncIterator]();
        return {
          [Symbol.asyncIterator]: () => ({ next: () => iterator.next(), return: never }),
        };
      },
    }),
  })),

  'a cut does not end a watch: it is lost, then live, with the present status': updates((update) =>
    update.type === 'connection' ? [] : [update],
  ),

  'a slow reader of a watch misses no change': breaks(() => ({
    visitor: (honest) => ({
      watch: (receipt, options) => newest('status', honest.watch(receipt, options)),
    }),
  })),
};
