import { randomToken, type PhoneNumber } from '../../../src/callback/index.js';
import type {
  CallbackStatus,
  TransportErrorCode,
  WaitingCallback,
} from '../../../src/transport/transport.js';
import type { LawDesk } from '../../../src/testing/index.js';
import { arrivals, breaks, is, refusal, snapshots, type Broken, type Memory } from './breaks.js';

/** The number as it was asked with, whatever has become of it. */
function firstNumber({ id, number }: WaitingCallback, { asked }: Memory): PhoneNumber {
  return asked.find(({ receipt }) => receipt.id === id)?.request.number ?? number;
}

/** Changes that are refused with one code are refused with another. */
function refuses(code: TransportErrorCode, instead: TransportErrorCode): () => LawDesk {
  return breaks(() => ({
    visitor: (honest) => ({
      async change(receipt, change, options) {
        try {
          return await honest.change!(receipt, change, options);
        } catch (error) {
          throw is(error, code) ? refusal(instead) : error;
        }
      },
    }),
  }));
}

/** Changes that come too late are said to have been made. */
function pretends(when: (over: boolean) => boolean): () => LawDesk {
  const made: CallbackStatus = { state: 'waiting', version: 99, attempts: 0 };
  return breaks(({ fake }) => ({
    visitor: (honest) => ({
      async change(receipt, change, options) {
        try {
          return await honest.change!(receipt, change, options);
        } catch (error) {
          const over = fake.callback(receipt.id)?.end !== undefined;
          if (is(error, 'too-late') && when(over)) return made;
          throw error;
        }
      },
    }),
  }));
}

export const brokenChange: Broken = {
  'change exists exactly when it is declared': breaks(() => ({
    visitor: ({ supports: { change: _, ...supports } }) => ({ supports }),
  })),

  'agents see the corrected number, with age and place kept': arrivals((row, memory) => ({
    ...row,
    number: firstNumber(row, memory),
  })),

  'the claim of what was corrected says the new number': breaks((memory) => ({
    agent: (honest) => ({
      async claim(id, options) {
        const claim = await honest.claim(id, options);
        const number = firstNumber(claim.callback, memory);
        return { ...claim, callback: { ...claim.callback, number } };
      },
    }),
  })),

  'a change that is repeated late takes nothing back': breaks(() => {
    const made = new Map<string, string>();
    return {
      visitor: (honest) => ({
        change(receipt, change, options) {
          const again = made.get(options.changeKey) === JSON.stringify(change);
          made.set(options.changeKey, JSON.stringify(change));
          const changeKey = again ? randomToken() : options.changeKey;
          return honest.change!(receipt, change, { ...options, changeKey });
        },
      }),
    };
  }),

  'the same key with another change is refused as key-reused': refuses('key-reused', 'too-late'),

  'changing is too late once an agent has it': pretends((over) => !over),

  'changing is too late when it is over': pretends((over) => over),

  'a wrong secret is forbidden to change': refuses('forbidden', 'not-found'),

  'an unknown callback is not found by change': refuses('not-found', 'forbidden'),

  'a malformed change is refused, and changes nothing': refuses('number-invalid', 'refused'),

  'one visitor’s correction leaves the other request for the same number open': snapshots(
    ({ waiting }, { asked, fake }) => {
      const [first, second] = asked.map(({ request }) => JSON.stringify(request.number));
      const isCorrected = JSON.stringify(fake.callbacks[0]?.number) !== first;
      return { waiting: first === second && isCorrected ? waiting.slice(0, 1) : waiting };
    },
  ),

  'a time can be put off and brought forward': breaks(() => ({
    visitor: (honest) => ({
      async change(receipt, change, options) {
        const status = await honest.change!(receipt, change, options);
        return change.notBefore === null ? { ...status, notBefore: 1 } : status;
      },
    }),
  })),
};
