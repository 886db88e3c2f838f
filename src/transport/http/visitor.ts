import type { CallbackRequest } from '../../callback/index.js';
import { either } from '../abortable.js';
import { stream } from '../stream.js';
import {
  type Availability,
  type AvailabilityUpdate,
  type CallbackStatus,
  type Challenge,
  type ChangeOptions,
  type QueuePlace,
  type Receipt,
  type RequestChange,
  type RequestOptions,
  type TimeRange,
  type TransportOptions,
  type VisitorTransport,
  type VisitorUpdate,
} from '../transport.js';
import { epochOf } from './event-id.js';
import { dataOf, EventStream } from './events.js';
import { notTheRelay, type Relay } from './send.js';
import type { Bearer } from './tokens.js';

/** The visitor's role. Needs no secure context. */
export class HttpVisitor implements VisitorTransport {
  readonly supports = {
    cancel: true,
    schedule: true,
    change: true,
    liveAvailability: true,
    queue: true,
    challenge: true,
  } as const;
  readonly #relay: Relay;
  readonly #closing: AbortSignal;

  constructor(relay: Relay, closing: AbortSignal) {
    this.#relay = relay;
    this.#closing = closing;
  }

  availability({ signal }: TransportOptions = {}): Promise<Availability> {
    return this.#relay.send({ method: 'GET', path: '/availability', signal });
  }

  watchAvailability = ({ signal }: TransportOptions = {}): AsyncIterable<AvailabilityUpdate> =>
    stream<AvailabilityUpdate>(
      (feed) => {
        let last: AvailabilityUpdate | undefined;
        const events = new EventStream(this.#relay, {
          path: () => '/availability/stream',
          restsHidden: true,
          onOpen: () => feed.live(),
          onEvent: (event) => {
            if (event.type !== 'availability') return;
            last = { type: 'availability', availability: dataOf<Availability>(event) };
            feed.push(last);
          },
          onLost: () => feed.lost(),
          onFailure: (error) => feed.fail(error),
        });
        return {
          stop: () => events.stop(),
          restart: () => last && feed.push(last),
        };
      },
      either(signal, this.#closing),
    );

  slots({ from, to }: TimeRange, { signal }: TransportOptions = {}): Promise<readonly TimeRange[]> {
    return this.#relay.send({ method: 'GET', path: `/slots?from=${from}&to=${to}`, signal });
  }

  /** Undefined where the relay has none for this site. */
  challenge({ signal }: TransportOptions = {}): Promise<Challenge | undefined> {
    return this.#relay.send({ method: 'GET', path: '/challenge', signal });
  }

  async request(request: CallbackRequest, options: RequestOptions): Promise<Receipt> {
    const { requestKey, secret, proof, signal } = options;
    const answer = await this.#relay.send<Partial<Receipt> | undefined>({
      method: 'POST',
      path: '/callbacks',
      bearer: openedBy(secret),
      key: requestKey,
      body: { request, ...(proof !== undefined && { proof }) },
      signal,
    });
    if (typeof answer?.id !== 'string') throw notTheRelay();
    return { id: answer.id, secret, expiresAt: answer.expiresAt! };
  }

  watch(receipt: Receipt, { signal }: TransportOptions = {}): AsyncIterable<VisitorUpdate> {
    return stream<VisitorUpdate>(
      (feed) => {
        let status: CallbackStatus | undefined;
        /** Versions are compared within one. */
        let epoch = '';
        let queue: QueuePlace | undefined;
        const tellAgain = () => {
          if (status) feed.push({ type: 'status', status });
          if (status && queue) feed.push({ type: 'queue', queue });
        };
        let isLost = false;
        const events = new EventStream(this.#relay, {
          path: () => `${pathOf(receipt.id)}/stream`,
          bearer: openedBy(receipt.secret),
          restsHidden: true,
          onOpen: () => {
            if (!isLost) return;
            isLost = false;
            // Of what is not known any more, the relay tells where it is now.
            queue = undefined;
            feed.live();
            tellAgain();
          },
          onEvent: (event, id) => {
            if (event.type === 'over') feed.end();
            if (event.type === 'queue') {
              queue = dataOf<QueuePlace>(event);
              feed.push({ type: 'queue', queue });
            }
            if (event.type !== 'status') return;
            const next = dataOf<CallbackStatus>(event);
            const isSameEpoch = epochOf(id) === epoch;
            if (status && isSameEpoch && next.version <= status.version) return;
            [status, epoch] = [next, epochOf(id)];
            if (status.state !== 'waiting') queue = undefined;
            feed.push({ type: 'status', status });
            if (status.final) feed.end();
          },
          onLost: () => {
            isLost = true;
            feed.lost();
          },
          onFailure: (error) => feed.fail(error),
        });
        return { stop: () => events.stop(), restart: tellAgain };
      },
      either(signal, this.#closing),
    );
  }

  change(receipt: Receipt, change: RequestChange, options: ChangeOptions): Promise<CallbackStatus> {
    const { changeKey, signal } = options;
    return this.#relay.send({
      method: 'PATCH',
      path: pathOf(receipt.id),
      bearer: openedBy(receipt.secret),
      key: changeKey,
      body: change,
      signal,
    });
  }

  cancel(receipt: Receipt, { signal }: TransportOptions = {}): Promise<CallbackStatus> {
    return this.#relay.send({
      method: 'POST',
      path: `${pathOf(receipt.id)}/cancel`,
      bearer: openedBy(receipt.secret),
      keepalive: true,
      signal,
    });
  }
}

function openedBy(secret: string): Bearer {
  return { get: () => secret };
}

function pathOf(id: string): string {
  return `/callbacks/${encodeURIComponent(id)}`;
}
