import type { CallbackEnd } from '../../../src/callback/index.js';
import type { FakeCall } from '../../../src/testing/index.js';
import type { Call } from '../../../src/transport/transport.js';
import { breaks } from './breaks.js';

/** Calls tell another end. */
export function ends(change: (end: CallbackEnd, call: Call) => CallbackEnd | undefined) {
  return calls((call) => shows(call, 'end', (end) => end && change(end, call)));
}

/** Calls keep some of their changes to themselves. */
export function silent(when: (call: Call) => boolean) {
  return calls((call) =>
    call.addEventListener('statechange', (event) => {
      if (when(call)) event.stopImmediatePropagation();
    }),
  );
}

/** Calls that are changed in place. */
export function calls(change: (call: Call) => void) {
  return breaks(() => ({ call: change }));
}

/** Whether a call has been so at any of its changes. */
export function everBeen(call: Call, test: (call: Call) => boolean): () => boolean {
  let ever = false;
  call.addEventListener('statechange', () => (ever ||= test(call)));
  return () => ever;
}

/** Has an object show another value in a property that is read only. */
export function shows<T extends object, Name extends keyof T>(
  object: T,
  name: Name,
  change: (honest: T[Name]) => T[Name],
): void {
  const proto = Object.getPrototypeOf(object) as object;
  const honest = Object.getOwnPropertyDescriptor(proto, name)!;
  Object.defineProperty(object, name, {
    get: () => change(honest.get?.call(object) as T[Name]),
  });
}

/** Puts something else in the place of a method of a call. */
export function does<Name extends 'hold' | 'transfer' | 'setMicrophone' | 'mute'>(
  call: Call,
  name: Name,
  change: (honest: NonNullable<Call[Name]>) => Call[Name],
): void {
  const honest = (call[name] as (...args: never[]) => unknown).bind(call);
  Object.assign(call, { [name]: change(honest as NonNullable<Call[Name]>) });
}

/** The phone's end is changed in place, before anybody sees it. */
export function farEnds(change: (far: FakeCall) => void) {
  return breaks(({ fake }) => {
    const { phone } = fake;
    const next = phone.next.bind(phone);
    phone.next = async () => {
      const far = await next();
      change(far);
      return far;
    };
    return {};
  });
}

/** In some states a refusal of a method becomes something else. */
export function refusedWhile(
  call: Call,
  name: 'hold' | 'transfer',
  states: readonly Call['state'][],
  instead: (error: unknown) => unknown,
): void {
  does(call, name, (honest) => async (argument: never) => {
    const { state } = call;
    try {
      await honest(argument);
    } catch (error) {
      if (!states.includes(state)) throw error;
      await instead(error);
    }
  });
}
