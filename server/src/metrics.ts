import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the process does, whatever relays run in it. */
const ofProcess = new Registry();
collectDefaultMetrics({ register: ofProcess });

/** What one relay counts. No label holds what a visitor or an agent has sent. */
export class Metrics {
  readonly #registry = new Registry();

  readonly requests = new Histogram({
    name: 'callback_relay_request_seconds',
    help: 'Requests that were answered, streams apart, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.#registry],
  });

  readonly streams = new Gauge({
    name: 'callback_relay_streams',
    help: 'Open event streams, by kind.',
    labelNames: ['kind'],
    registers: [this.#registry],
  });

  readonly byes = new Counter({
    name: 'callback_relay_stream_byes_total',
    help: 'Event streams that the relay closed, by reason.',
    labelNames: ['reason'],
    registers: [this.#registry],
  });

  readonly errors = new Counter({
    name: 'callback_relay_errors_total',
    help: 'Failures that were logged, by where.',
    labelNames: ['where'],
    registers: [this.#registry],
  });

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return Registry.merge([ofProcess, this.#registry]).metrics();
  }
}
