import { breaks, desks, is, refusal, snapshots, statuses, type Broken } from './breaks.js';

export const brokenSchedule: Broken = {
  'slots exist exactly when they are declared': breaks(() => ({
    visitor: ({ supports: { schedule: _, ...supports } }) => ({ supports }),
  })),

  'slots are to come, ascending, apart, and within the range': breaks(() => ({
    visitor: (honest) => ({
      slots: async (range, options) =>
        [...((await honest.slots?.(range, options)) ?? [])].reverse(),
    }),
  })),

  'what was asked for later is not offered before its time': snapshots(
    ({ waiting }, { asked, fake }) => ({
      waiting: [
        ...waiting,
        ...asked
          .filter(({ request, receipt }) => {
            const later = request.notBefore !== undefined;
            return later && fake.callback(receipt.id)?.state === 'scheduled';
          })
          .map(({ receipt: { id }, request: { name, number } }) => ({
            ...{ id, name, number, state: 'waiting' as const },
            ...{ requestedAt: fake.now, attempts: 0, asked: 1 },
          })),
      ],
    }),
  ),

  'what was asked for later is offered when its time has come': desks((update) =>
    update.type === 'waiting' && update.callback.notBefore && update.callback.attempts === 0
      ? []
      : [update],
  ),

  'the visitor is told the time that was asked for': statuses(({ notBefore, ...status }) =>
    notBefore === undefined || status.attempts === 0 ? status : { ...status, notBefore },
  ),

  'the receipt of a request for later outlives its time': breaks(({ fake }) => ({
    visitor: (honest) => ({
      async request(request, options) {
        const receipt = await honest.request(request, options);
        const { notBefore = 0 } = request;
        return notBefore > fake.now ? { ...receipt, expiresAt: notBefore } : receipt;
      },
    }),
  })),

  'a request for a time that has passed is for now': breaks(({ fake }) => ({
    visitor: (honest) => ({
      request(request, options) {
        const { notBefore = Infinity } = request;
        const passed = notBefore >= 0 && notBefore <= fake.now && Number.isInteger(notBefore);
        return passed ? Promise.reject(refusal('closed')) : honest.request(request, options);
      },
    }),
  })),

  'a time that is none is refused as time-invalid': breaks(() => ({
    visitor: (honest) => ({
      async request(request, options) {
        try {
          return await honest.request(request, options);
        } catch (error) {
          throw is(error, 'time-invalid') ? refusal('number-invalid') : error;
        }
      },
    }),
  })),

  'a request for later can be canceled': breaks(({ asked }) => ({
    visitor: (honest) => ({
      cancel(receipt, options) {
        const later = asked.some(
          (one) => one.receipt.id === receipt.id && one.request.notBefore !== undefined,
        );
        return later ? Promise.reject(refusal('too-late')) : honest.cancel(receipt, options);
      },
    }),
  })),
};
