import type { CallbackState, VisitorState } from '../../callback/index.js';
import type {
  CallbackStatus,
  DeskUpdate,
  MyClaim,
  VisitorUpdate,
  WaitingCallback,
} from '../../transport/transport.js';
import type { Reader } from './reader.js';

type Desk = Reader<DeskUpdate>;
type Watch = Reader<VisitorUpdate>;

/** Waits for a state; fails when it is passed over. */
export async function sees(watch: Watch, state: VisitorState): Promise<CallbackStatus> {
  const update = await watch.until(
    (one) => one.type === 'status' && one.status.state === state,
    `the visitor sees ${state}`,
  );
  return (update as VisitorUpdate & { type: 'status' }).status;
}

/** The statuses that a watch has told. */
export function statuses(watch: Watch): CallbackStatus[] {
  return watch.seen.flatMap((update) => (update.type === 'status' ? [update.status] : []));
}

/** The states that a watch has told. */
export function states(watch: Watch): VisitorState[] {
  return statuses(watch).map(({ state }) => state);
}

/** Waits for one of the agent's claims to come into a state. */
export async function claimIn(desk: Desk, token: string, state: CallbackState): Promise<MyClaim> {
  const update = await desk.until(
    (one): one is DeskUpdate & { type: 'claim' } =>
      one.type === 'claim' && one.claim.claim.token === token && one.claim.state === state,
    `the agent hears that the claim is ${state}`,
  );
  return update.claim;
}

/** Waits for a row that arrives or changes. */
export async function row(
  desk: Desk,
  id: string,
  state: WaitingCallback['state'],
): Promise<WaitingCallback> {
  const update = await desk.until(
    (one): one is DeskUpdate & { type: 'waiting' } =>
      one.type === 'waiting' && one.callback.id === id && one.callback.state === state,
    `the Waiting list shows the callback as ${state}`,
  );
  return update.callback;
}

/** Waits for a row to go. */
export async function leaves(desk: Desk, id: string): Promise<void> {
  await desk.until(
    (one) => one.type === 'left' && one.id === id,
    'the callback leaves the Waiting list',
  );
}
