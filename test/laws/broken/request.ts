import type { TransportError } from '../../../src/transport/transport.js';
import { breaks, is, refusal, rows, snapshots, type Broken } from './breaks.js';

export const brokenRequest: Broken = {
  'the same key with the same request gives the same receipt': breaks(({ asked }) => ({
    visitor: (honest) => ({
      async request(request, options) {
        const again = asked.some((one) => one.options.requestKey === options.requestKey);
        const receipt = await honest.request(request, options);
        return again ? { ...receipt, expiresAt: receipt.expiresAt + 1 } : receipt;
      },
    }),
  })),

  'the same key gives the same receipt also at the same time': breaks(() => {
    const underway = new Set<string>();
    return {
      visitor: (honest) => ({
        async request(request, options) {
          const again = underway.has(options.requestKey);
          underway.add(options.requestKey);
          const receipt = await honest
            .request(request, options)
            .finally(() => underway.delete(options.requestKey));
          return again ? { ...receipt, expiresAt: receipt.expiresAt + 1 } : receipt;
        },
      }),
    };
  }),

  'repeating a request makes no second callback': breaks(({ fake, asked }) => ({
    visitor: (honest) => ({
      request(request, options) {
        if (asked.some((one) => one.options.requestKey === options.requestKey)) fake.ask(request);
        return honest.request(request, options);
      },
    }),
  })),

  'the same key with another request is refused as key-reused': breaks(({ asked }) => ({
    visitor: (honest) => ({
      async request(request, options) {
        const before = asked.find((one) => one.options.requestKey === options.requestKey);
        return before ? before.receipt : honest.request(request, options);
      },
    }),
  })),

  'a receipt holds the secret, a time, and neither name nor number': breaks(() => ({
    visitor: (honest) => ({
      async request(request, options) {
        return { ...(await honest.request(request, options)), name: request.name };
      },
    }),
  })),

  'a malformed request is refused with the code of its problem': breaks(({ fake }) => ({
    visitor: (honest) => ({
      request: (request, options) =>
        honest.request(request, options).catch((error: TransportError) => {
          if (/^(name|number|context)-/.test(error.code)) return fake.ask();
          throw error;
        }),
    }),
  })),

  'a name is counted in code points': breaks(() => ({
    visitor: (honest) => ({
      async request(request, options) {
        if (request.name.length > 100) throw refusal('name-too-long');
        return honest.request(request, options);
      },
    }),
  })),

  'the same number from elsewhere gets a receipt that tells nothing about the first': breaks(
    ({ asked }) => ({
      visitor: (honest) => ({
        watch(receipt, options) {
          const other = asked.find((one) => one.receipt.secret === receipt.secret);
          const own = asked.find((one) => one.receipt.id === receipt.id);
          return honest.watch(other && own ? own.receipt : receipt, options);
        },
      }),
    }),
  ),

  'one visitor’s cancel leaves the other request for the same number open': breaks(({ fake }) => ({
    visitor: (honest) => ({
      async cancel(receipt, options) {
        const status = await honest.cancel(receipt, options);
        const number = JSON.stringify(fake.callback(receipt.id)?.number);
        for (const other of fake.callbacks) {
          if (JSON.stringify(other.number) !== number || other.state !== 'waiting') continue;
          fake.end(other.id, { reason: 'visitor-canceled', by: 'visitor' });
        }
        return status;
      },
    }),
  })),

  'a number that asks again after a failed attempt is offered': snapshots(
    ({ waiting }, { fake }) => ({
      waiting: waiting.filter(({ number }) => {
        const e164 = JSON.stringify(number);
        return !fake.callbacks.some(
          (one) => one.state === 'ended' && JSON.stringify(one.number) === e164,
        );
      }),
    }),
  ),

  'agents see that the same number has asked twice': rows((row) => ({ ...row, asked: 1 })),

  'a wrong secret is forbidden to watch': breaks(({ asked }) => ({
    visitor: (honest) => ({
      watch(receipt, options) {
        const known = asked.some((one) => one.receipt.secret === receipt.secret);
        const own = asked.find((one) => one.receipt.id === receipt.id);
        return honest.watch(known ? receipt : (own?.receipt ?? receipt), options);
      },
    }),
  })),

  'a wrong secret is forbidden to cancel': breaks(({ asked }) => ({
    visitor: (honest) => ({
      cancel(receipt, options) {
        const own = asked.find((one) => one.receipt.id === receipt.id);
        return honest.cancel(own?.receipt ?? receipt, options);
      },
    }),
  })),

  'an unknown callback is not found by watch': breaks(() => ({
    visitor: (honest) => ({
      async *watch(receipt, options) {
        try {
          yield* honest.watch(receipt, options);
        } catch (error) {
          throw is(error, 'not-found') ? refusal('forbidden') : error;
        }
      },
    }),
  })),

  'an unknown callback is not found by cancel': breaks(() => ({
    visitor: (honest) => ({
      cancel: (receipt, options) =>
        honest.cancel(receipt, options).catch((error: unknown) => {
          throw is(error, 'not-found') ? refusal('forbidden') : error;
        }),
    }),
  })),
};
