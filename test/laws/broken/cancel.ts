import type { CallbackState } from '../../../src/callback/index.js';
import { breaks, desks, is, refusal, type Broken } from './breaks.js';

/** Cancels in one state, unobserved, are told to be somebody else's. */
const blamed = (state: CallbackState) =>
  breaks(({ fake, watched }) => {
    const wrong = new Set<string>();
    return {
      visitor: (honest) => ({
        async cancel(receipt, options) {
          if (fake.callback(receipt.id)?.state === state && !watched.size) wrong.add(receipt.id);
          const status = await honest.cancel(receipt, options);
          if (!wrong.has(receipt.id)) return status;
          return { ...status, end: { reason: 'visitor-canceled', by: 'system' } };
        },
      }),
    };
  });

export const brokenCancel: Broken = {
  'a visitor can cancel what is waiting': blamed('waiting'),
  'a visitor can cancel what is claimed': blamed('claimed'),
  'a visitor can cancel what is accepted': blamed('accepted'),
  'a visitor can cancel what is dialing': blamed('dialing'),
  'a visitor can cancel what is ringing': blamed('ringing'),

  'a cancel is final, and ends the watch': breaks(() => ({
    visitor: (honest) => ({
      async cancel(receipt, options) {
        const { final: _, ...status } = await honest.cancel(receipt, options);
        return status;
      },
    }),
  })),

  'canceling twice is harmless': breaks(() => {
    const done = new Set<string>();
    return {
      visitor: (honest) => ({
        async cancel(receipt, options) {
          if (done.has(receipt.id)) throw refusal('too-late');
          const status = await honest.cancel(receipt, options);
          done.add(receipt.id);
          return status;
        },
      }),
    };
  }),

  'canceling is too late once the phone was answered': breaks(({ fake }) => ({
    visitor: (honest) => ({
      cancel(receipt, options) {
        if (fake.callback(receipt.id)?.state === 'connected') {
          fake.end(receipt.id, { reason: 'visitor-canceled', by: 'visitor' });
        }
        return honest.cancel(receipt, options);
      },
    }),
  })),

  'canceling is too late when it ended otherwise': breaks(({ fake }) => ({
    visitor: (honest) => ({
      async cancel(receipt, options) {
        const { end: first } = fake.callback(receipt.id) ?? {};
        if (!first || first.reason === 'visitor-canceled') return honest.cancel(receipt, options);
        const end = { reason: 'visitor-canceled', by: 'visitor' } as const;
        return { state: 'ended', version: 99, end, final: true, attempts: 0 };
      },
    }),
  })),

  'a canceled callback leaves the Waiting list': desks((update, { fake }) => {
    const canceled = update.type === 'left' && fake.callback(update.id)?.end;
    return canceled ? [] : [update];
  }),

  'the agent who has it hears of the cancel': desks((update, { fake }) => {
    const canceled = update.type === 'claim' && update.claim.end?.reason === 'visitor-canceled';
    const rang = canceled && update.claim.claim.seq > 2 && fake.phone.calls.length === 0;
    return rang ? [] : [update];
  }),

  'accepting what was canceled is refused with callback-ended': breaks(({ fake, reports }) => ({
    agent: (honest) => ({
      async report(claim, report, options) {
        const canceled = fake.callback(claim.id)?.end?.reason === 'visitor-canceled';
        if (canceled && report.state === 'accepted' && reports.length === 0) return;
        return honest.report(claim, report, options);
      },
    }),
  })),

  'accepting again what was canceled meanwhile is refused too': breaks(({ reports }) => ({
    agent: (honest) => ({
      async report(claim, report, options) {
        const again = reports.some((one) => one.report.seq === report.seq);
        await honest.report(claim, report, options).catch((error: unknown) => {
          if (!again || !is(error, 'callback-ended')) throw error;
        });
      },
    }),
  })),

  'a cancel and an accept at once: whoever dials hears of the cancel': desks((update) => {
    const canceled = update.type === 'claim' && update.claim.end?.reason === 'visitor-canceled';
    return canceled && update.claim.claim.seq < 2 ? [] : [update];
  }),

  'claiming what was canceled is refused with callback-ended': breaks(({ fake }) => ({
    agent: (honest) => ({
      async claim(id, options) {
        if (fake.callback(id)?.end) throw refusal('not-found');
        return honest.claim(id, options);
      },
    }),
  })),

  'what was canceled is never tried again': breaks(({ fake }) => ({
    agent: (honest) => ({
      async finish(claim, finish, options) {
        if ('retryAt' in finish && fake.callback(claim.id)?.end?.reason === 'visitor-canceled') {
          return honest.finish(claim, { finishKey: finish.finishKey }, options);
        }
        return honest.finish(claim, finish, options);
      },
    }),
  })),

  'a cancel silences the phone that rings': breaks(({ fake }) => ({
    call(call, { claim }) {
      const hangUp = call.hangUp.bind(call);
      if (fake.callback(claim.id))
        call.hangUp = (by) => (by === 'visitor' ? undefined : hangUp(by));
    },
  })),
};
