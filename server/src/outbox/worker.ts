import type { SiteSettings } from '../settings.js';
import type { RelayStore } from '../store/store.js';
import type { Receiver } from './delivery.js';
import { LaneWorker, type LaneOptions } from './lane-worker.js';
import { mailReceiver } from './mail.js';
import type { OutboxKind } from './entry.js';
import { webhookReceiver } from './webhook.js';

export interface OutboxOptions extends Partial<LaneOptions> {
  /** Makes the way to a receiver. Default: `webhookReceiver` and `mailReceiver`. */
  readonly receiver?: (site: SiteSettings, kind: OutboxKind) => Receiver | undefined;
}

/**
 * Delivers what is in the outbox: each receiver at its own pace, so that a slow one holds up no other.
 * Any number of nodes may run one on the same database. What is delivered is delivered at least once.
 */
export class OutboxWorker {
  readonly #lanes: readonly LaneWorker[];
  readonly #store: Pick<RelayStore, 'sql' | 'onEvents'>;
  #forget: (() => void) | undefined;

  constructor(
    store: Pick<RelayStore, 'sql' | 'onEvents'>,
    sites: ReadonlyMap<string, SiteSettings>,
    { receiver = receiverOf, ...options }: OutboxOptions = {},
  ) {
    this.#store = store;
    this.#lanes = [...sites.values()].flatMap((site) =>
      (['webhook', 'mail'] as const).flatMap((kind) => {
        const way = receiver(site, kind);
        return way ? [new LaneWorker(store.sql, { site: site.name, kind }, way, options)] : [];
      }),
    );
  }

  start(): void {
    if (this.#forget) return;
    this.#forget = this.#store.onEvents((site) => {
      for (const lane of this.#lanes) if (lane.site === site) lane.wake();
    });
    for (const lane of this.#lanes) lane.start();
  }

  /** Takes nothing more, waits a while for what is under way, and gives back what did not end by then. */
  async stop(): Promise<void> {
    this.#forget?.();
    this.#forget = undefined;
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
  }

  /** Delivers what is due now, each once, and answers when that is done. */
  async runOnce(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.runOnce()));
  }
}

function receiverOf(site: SiteSettings, kind: OutboxKind): Receiver | undefined {
  if (kind === 'mail') return mailReceiver(site);
  return site.webhook && webhookReceiver(site.webhook);
}
