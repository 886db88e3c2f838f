import type { Signalling } from '../../../src/transport/transport.js';
import { breaks, refusal, type Broken } from './breaks.js';
import { calls, ends, shows } from './calls.js';

/** The line's signalling is changed in place. */
function signals(change: (connection: Signalling) => void) {
  return breaks(({ fake }) => {
    change(fake.calls().connection);
    return {};
  });
}

/** Says once, to whoever looks first, a state that does not exist. */
function fineAtFirst(honest: Signalling): Signalling {
  let looks = 0;
  return new Proxy(honest, {
    get(target, name) {
      if (name === 'state' && ++looks === 1) return 'fine';
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

export const brokenLine: Broken = {
  'a line says how its signalling is': breaks(() => ({
    calls: ({ connection }) => ({ connection: fineAtFirst(connection) }),
  })),

  // As if it were away, until it has been.
  'a line that is connected has no error': signals((connection) => {
    let changed = false;
    connection.addEventListener('statechange', () => (changed = true));
    shows(connection, 'error', (error) => (changed ? error : refusal('offline')));
  }),

  // Once it has failed it goes on saying so.
  'a line that loses its signalling tells of it, and has no error once it is back': signals(
    (connection) => {
      let last: Signalling['error'];
      shows(connection, 'error', (error) => (last = error ?? last));
    },
  ),

  'a call comes from the number that the claim names': calls((call) =>
    shows(call, 'callerId', () => '+12015550100'),
  ),

  'early media is told of, and there to be heard, before the answer': calls((call) =>
    shows(call, 'earlyMedia', () => false),
  ),

  'early media ends with the answer': calls((call) => {
    let early = false;
    shows(call, 'earlyMedia', (now) => (early ||= now));
    call.addEventListener('statechange', () => void call.earlyMedia);
  }),

  'a call without early media never says that it has any': calls((call) =>
    shows(call, 'earlyMedia', (now) => now || call.state === 'ringing'),
  ),

  'what the telephone network says of the end reaches the agent': ends(({ reason, by }) => ({
    reason,
    by,
  })),
};
