import { breaks, desks, is, refusal, statuses, type Broken } from './breaks.js';

export const brokenReport: Broken = {
  'a repeated report is ignored without an error': breaks(({ reports }) => ({
    agent: (honest) => ({
      async report(claim, report, options) {
        const again = reports.some(
          (one) => one.token === claim.token && one.report.seq === report.seq,
        );
        if (again && report.state === 'connected') throw refusal('claim-lost');
        return honest.report(claim, report, options);
      },
    }),
  })),

  'a late report is ignored without an error': breaks(({ reports }) => ({
    agent: (honest) => ({
      async report(claim, report, options) {
        const late = reports.some(
          (one) => one.token === claim.token && one.report.seq > report.seq,
        );
        if (late && report.state === 'dialing') throw refusal('claim-lost');
        return honest.report(claim, report, options);
      },
    }),
  })),

  '`accepted` that was overtaken is no way back': breaks(({ fake, reports }) => ({
    agent: (honest) => ({
      async report(claim, report, options) {
        const live = fake.callback(claim.id)?.state === 'dialing';
        const late = reports.some(
          (one) => one.token === claim.token && one.report.seq > report.seq,
        );
        if (late && live && report.state === 'accepted') {
          await honest.report(claim, { seq: report.seq + 1, state: 'reconnecting' });
          return honest.report(claim, { seq: report.seq + 2, state: 'reconnecting' }, options);
        }
        return honest.report(claim, report, options);
      },
    }),
  })),

  'a report of a state to which no way leads is ignored without an error': breaks(({ fake }) => ({
    agent: (honest) => ({
      report(claim, report, options) {
        const back = report.state === 'ringing' && fake.callback(claim.id)?.state === 'connected';
        // The honest desk would ignore `ringing` here.
        return honest.report(claim, back ? { ...report, state: 'dialing' } : report, options);
      },
    }),
  })),

  'a call may be dialled again under the same claim': breaks(({ fake, reports }) => ({
    agent: (honest) => ({
      async report(claim, report, options) {
        const again = fake.callback(claim.id)?.state === 'connected' && report.state === 'dialing';
        if (again && reports.some(({ page }) => page === honest)) throw refusal('callback-ended');
        return honest.report(claim, report, options);
      },
    }),
  })),

  'reporting after the end is refused with callback-ended': breaks(() => ({
    agent: (honest) => ({
      report: (claim, report, options) =>
        honest.report(claim, report, options).catch((error: unknown) => {
          if (report.state !== 'connected' || !is(error, 'callback-ended')) throw error;
        }),
    }),
  })),

  'a repeat of what led to the end is ignored without an error': breaks(({ fake }) => ({
    agent: (honest) => ({
      async report(claim, report, options) {
        const over = fake.callback(claim.id)?.end?.reason === 'completed';
        if (over && report.state === 'accepted') throw refusal('callback-ended');
        return honest.report(claim, report, options);
      },
    }),
  })),

  'both sides may end it at once: the first end stands': statuses((status, { reports }) => {
    const last = reports.at(-1)?.report;
    if (!status.end || last?.state !== 'ended') return status;
    const { reason, by } = last.end;
    return { ...status, end: { reason, by } };
  }),

  'a claim opens nothing to another agent': breaks(({ claims }) => ({
    agent: (honest) => ({
      report(claim, report, options) {
        const owner = claims.find((one) => one.claim.token === claim.token);
        const page = owner && owner.page.agent.id !== honest.agent.id ? owner.page : honest;
        return page.report(claim, report, options);
      },
    }),
  })),

  'a forged token opens nothing': breaks(({ claims }) => ({
    agent: (honest) => ({
      report(claim, report, options) {
        const known = claims.some((one) => one.claim.token === claim.token);
        const own = claims.find((one) => one.claim.id === claim.id);
        return honest.report(known ? claim : (own?.claim ?? claim), report, options);
      },
    }),
  })),

  'all pages of an agent hear what becomes of the claim': desks((update) =>
    update.type === 'claim'
      ? [{ ...update, claim: { ...update.claim, claim: { ...update.claim.claim, seq: 0 } } }]
      : [update],
  ),
};
