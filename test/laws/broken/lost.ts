import type { TransportErrorCode } from '../../../src/transport/transport.js';
import type { LawDesk } from '../../../src/testing/index.js';
import { breaks, is, refusal, snapshots, statuses, type Broken } from './breaks.js';

type Method = (...args: unknown[]) => Promise<unknown>;

/** A method that, after its answer was lost once, refuses. */
function forgetful(
  role: 'visitor' | 'agent',
  method: string,
  code: TransportErrorCode,
): () => LawDesk {
  return breaks(() => {
    let lost = false;
    return {
      [role]: (honest: Record<string, Method>) => ({
        async [method](...args: unknown[]) {
          if (lost) throw refusal(code);
          try {
            return await honest[method]?.(...args);
          } catch (error) {
            lost = is(error, 'timeout');
            throw error;
          }
        },
      }),
    };
  });
}

/** What is cut is said to be broken. */
function unavailable(role: 'visitor' | 'agent', method: string): () => LawDesk {
  return breaks(() => ({
    [role]: (honest: Record<string, Method>) => ({
      [method]: async (...args: unknown[]) => {
        try {
          return await honest[method]?.(...args);
        } catch (error) {
          throw is(error, 'offline') ? refusal('unavailable') : error;
        }
      },
    }),
  }));
}

export const brokenLost: Broken = {
  'a request over a cut network fails with offline, and succeeds later': unavailable(
    'visitor',
    'request',
  ),
  'an agent’s work over a cut network fails with offline, and succeeds later': unavailable(
    'agent',
    'report',
  ),

  'request can be repeated when its answer was lost': forgetful('visitor', 'request', 'key-reused'),
  'change can be repeated when its answer was lost': forgetful('visitor', 'change', 'too-late'),
  'cancel can be repeated when its answer was lost': forgetful('visitor', 'cancel', 'too-late'),
  'claim can be repeated when its answer was lost': forgetful('agent', 'claim', 'already-claimed'),
  'release can be repeated when its answer was lost': forgetful('agent', 'release', 'claim-lost'),
  'report can be repeated when its answer was lost': forgetful('agent', 'report', 'claim-lost'),
  'finish can be repeated when its answer was lost': forgetful('agent', 'finish', 'too-late'),

  'the visitor is told when the agent is unreachable': statuses(
    ({ agentUnreachable: _, ...status }) => status,
  ),

  'a lost agent goes on with the token': breaks((memory) => ({
    agent: (honest) => ({
      async report(claim, report, options) {
        if (memory.lost) throw refusal('claim-lost');
        return honest.report(claim, report, options);
      },
    }),
  })),

  'the call of a lost agent is not offered to others': snapshots(
    ({ waiting }, { claims, lost }) => ({
      waiting: lost ? [...waiting, ...claims.map(({ claim }) => claim.callback)] : waiting,
    }),
  ),

  'the call of an agent who stays lost ends network-failed': statuses((status) =>
    status.end?.reason === 'network-failed'
      ? { ...status, end: { reason: 'expired', by: 'system' } }
      : status,
  ),
};
