import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Sql } from './store/store.js';

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

  readonly #kept = [
    {
      gauge: new Gauge({
        name: 'callback_relay_waiting',
        help: 'Callbacks in the Waiting list, by site.',
        labelNames: ['site'],
        registers: [this.#registry],
      }),
      counts: `SELECT site, COUNT(*) AS count FROM callbacks
        WHERE waiting_place IS NOT NULL GROUP BY site`,
    },
    {
      gauge: new Gauge({
        name: 'callback_relay_messages',
        help: 'Messages for webhooks and mail that are not delivered, by site, kind and state: pending, dead.',
        labelNames: ['site', 'kind', 'state'],
        registers: [this.#registry],
      }),
      counts: `SELECT site, kind, CASE WHEN dead_at IS NULL THEN 'pending' ELSE 'dead' END AS state,
          COUNT(*) AS count
        FROM outbox GROUP BY site, kind, state`,
    },
  ];
  readonly #sql: Pick<Sql, 'all'>;

  constructor(sql: Pick<Sql, 'all'>) {
    this.#sql = sql;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async text(): Promise<string> {
    await Promise.all(this.#kept.map((one) => this.#count(one)));
    return Registry.merge([ofProcess, this.#registry]).metrics();
  }

  /** What the database holds, as it is now; nothing while it is away. */
  async #count({ gauge, counts }: { gauge: Gauge; counts: string }): Promise<void> {
    const rows = await this.#sql
      .all<Readonly<Record<string, string>> & { readonly count: number }>(counts)
      .catch(() => []);
    gauge.reset();
    for (const { count, ...labels } of rows) gauge.set(labels, count);
  }
}
