import { cleanName } from '../../callback/index.js';
import type { CallbackStatus, QueuePlace } from '../../transport/transport.js';
import { formatMinutes, isolated, ltrIsolated } from '../shared/intl.js';
import type { Sentence } from './status-view.js';

/** The longest masked number that is shown, in UTF-16 units: a backend may send anything. */
const maxNumberLength = 32;

/** Which number is called, and by whom, as long as it is of use; undefined: the backend does not say. */
export function numberSentence(status: CallbackStatus): Sentence | undefined {
  const number = cleanName(status.number ?? '').slice(0, maxNumberLength);
  if (number === '') return undefined;
  const parameters = { number: ltrIsolated(number) };
  switch (status.state) {
    case 'scheduled':
    case 'waiting':
    case 'accepted':
      return { key: 'status.number', parameters };
    case 'dialing':
    case 'ringing': {
      const agent = cleanName(status.agent ?? '');
      return agent === ''
        ? { key: 'status.calling-number', parameters }
        : {
            key: 'status.calling-number-by',
            parameters: { ...parameters, agent: isolated(agent) },
          };
    }
    default:
      return undefined;
  }
}

/** The place in the queue, as the backend says it. */
export function placeSentence({ position }: QueuePlace): Sentence | undefined {
  if (!Number.isInteger(position) || position < 1) return undefined;
  if (position === 1) return { key: 'status.next' };
  return { key: 'status.position', parameters: { position } };
}

/** How long it will probably take, as the backend says it. */
export function waitSentence(
  { estimatedWait }: QueuePlace,
  language: string,
): Sentence | undefined {
  if (estimatedWait === undefined || !(estimatedWait >= 0)) return undefined;
  return { key: 'status.wait', parameters: { wait: formatMinutes(estimatedWait, language) } };
}

/** Whether the holder of the receipt can still correct it: until an agent has it. */
export function canChange({ state }: CallbackStatus): boolean {
  return state === 'scheduled' || state === 'waiting';
}
