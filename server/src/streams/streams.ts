import type { FastifyReply, FastifyRequest } from 'fastify';
import { TransportError } from 'callback-elements/transport/transport.js';
import type { Clock } from 'callback-elements/transport/clock.js';
import type { Metrics } from '../metrics.js';
import type { RelaySettings } from '../settings.js';
import { StreamLimits } from '../stream-limits.js';
import { EventStream, type ByeReason } from './sse.js';

export type StreamKind = 'agent' | 'visitor' | 'availability';

/** A stream that has been let in, but has not begun. */
export interface Opening {
  /**
   * Takes the reply over, and sends the head and the first text.
   * @returns undefined when the reader has gone meanwhile
   */
  begin(text: string): EventStream | undefined;
  /** Called once, when the stream is closed or its opening has failed. */
  onEnd(work: () => void): void;
  /** It did not come to a stream. */
  fail(): void;
}

/** All event streams of this process: who may open one, and their end when the relay stops. */
export class Streams {
  readonly #settings: RelaySettings['streams'];
  readonly #clock: Clock;
  readonly #metrics: Metrics;
  readonly #open = new Set<EventStream>();
  readonly #limits: StreamLimits;
  #isStopped = false;

  constructor(settings: RelaySettings['streams'], clock: Clock, metrics: Metrics) {
    this.#settings = settings;
    this.#limits = new StreamLimits(settings.perAddress);
    this.#clock = clock;
    this.#metrics = metrics;
  }

  get size(): number {
    return this.#open.size;
  }

  /** @throws `rate-limited` when the address has too many; `unavailable` when the relay stops */
  admit(request: FastifyRequest, reply: FastifyReply, kind: StreamKind): Opening {
    if (this.#isStopped) throw new TransportError('unavailable', 'The relay stops.');
    const works = [this.#limits.open(request.ip)];
    let stream: EventStream | undefined;
    const end = () => {
      for (const work of works.splice(0)) work();
    };
    return {
      onEnd: (work) => works.push(work),
      fail: end,
      begin: (text) => {
        const { raw } = reply;
        reply.hijack();
        if (raw.destroyed || this.#isStopped) {
          raw.destroy();
          end();
          return undefined;
        }
        stream = new EventStream(raw, {
          clock: this.#clock,
          buffer: this.#settings.buffer,
          onBye: (reason) => this.#metrics.byes.inc({ reason }),
        });
        this.#open.add(stream);
        this.#metrics.streams.inc({ kind });
        raw.once('close', () => {
          this.#open.delete(stream!);
          this.#metrics.streams.dec({ kind });
          end();
        });
        stream.open(reply.getHeaders(), text);
        return stream;
      },
    };
  }

  /** Says good-bye to all. */
  stop(reason: ByeReason = 'shutdown'): void {
    this.#isStopped = true;
    for (const stream of this.#open) stream.bye(reason);
  }
}
