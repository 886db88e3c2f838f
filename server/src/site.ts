import { Desk } from 'callback-elements/desk.js';
import type { AgentView, DeskOptions, DeskStore, Look } from 'callback-elements/desk.js';
import type { Clock } from 'callback-elements/transport/clock.js';
import { hashedSecrets } from './secrets.js';
import type { RelaySettings, SiteSettings } from './settings.js';
import type { RelayStore, SiteStore } from './store/store.js';
import { Hub } from './streams/hub.js';
import { Sessions } from './streams/sessions.js';

export interface SiteOptions {
  readonly settings: SiteSettings;
  readonly store: RelayStore;
  readonly clock: Clock;
  readonly times: RelaySettings['streams'];
  readonly onError: (where: string, error: unknown) => void;
}

/** One site of the relay: its desk, and who looks at it. */
export class Site {
  readonly settings: SiteSettings;
  readonly store: SiteStore;
  readonly epoch: string;
  readonly desk: Desk;
  readonly hub: Hub;
  readonly sessions: Sessions;
  readonly #deskOptions: DeskOptions;

  constructor({ settings, store, clock, times, onError }: SiteOptions) {
    this.settings = settings;
    this.store = store.site(settings.name);
    this.epoch = store.epoch;
    const now = () => clock.now();
    this.#deskOptions = { now, policy: settings.policy, secrets: hashedSecrets };
    this.desk = new Desk(this.store, this.#deskOptions);
    const { desk, epoch } = this;
    this.hub = new Hub({
      store: this.store,
      desk,
      epoch,
      clock,
      onError: (error) => onError('hub', error),
    });
    this.sessions = new Sessions({
      desk,
      clock,
      times,
      onError: (error) => onError('sessions', error),
    });
  }

  /** An agent's view, with the number of the newest event, whose effect is in it. */
  async numberedView(agentId: string): Promise<Look<AgentView> & { readonly number: number }> {
    let number = 0;
    const store: DeskStore = {
      transact: (work) => this.store.transact(work),
      read: async (work) => {
        const looked = await this.store.look(work);
        number = looked.number;
        return looked.value;
      },
    };
    const look = await new Desk(store, this.#deskOptions).agent(agentId);
    return { ...look, number };
  }

  start(): void {
    this.hub.start();
  }

  stop(): void {
    this.hub.stop();
    this.sessions.stop();
  }
}
