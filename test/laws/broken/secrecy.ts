import type { CallbackStatus } from '../../../src/transport/transport.js';
import { statuses, type Broken } from './breaks.js';

export const brokenSecrecy: Broken = {
  'what the network said of an end is told to the agent, and not to the visitor': statuses(
    (status) =>
      status.end?.reason === 'busy'
        ? { ...status, end: { ...status.end, detail: { protocol: 'SIP', cause: 486 } } }
        : status,
  ),

  'what an agent writes is not told to the visitor': statuses((status, { fake }) => {
    const { notes } = fake.callbacks[0] ?? {};
    return notes === undefined ? status : ({ ...status, notes } as CallbackStatus);
  }),

  'a status never shows the whole number': statuses((status, { asked }) => {
    const { number } = asked[0]!.request;
    return status.state === 'dialing' && 'e164' in number
      ? { ...status, number: number.e164 }
      : status;
  }),

  'an agent is named to the visitor only while calling': statuses((status) =>
    status.end?.reason === 'completed' ? { ...status, agent: 'Ann' } : status,
  ),
};
