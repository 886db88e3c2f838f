import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Receipt } from '../../transport/transport.js';
import { ReceiptStore } from './receipt-store.js';

/** The visitor's open request, in this tab and in the others. */
export class OpenRequest implements ReactiveController {
  receipt: Receipt | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #onElsewhere: () => void;
  #store = new ReceiptStore('default');

  /** @param onElsewhere another tab has opened a request or put one away. */
  constructor(host: ReactiveControllerHost, onElsewhere: () => void) {
    this.#host = host;
    this.#onElsewhere = onElsewhere;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('storage', this);
  }

  hostDisconnected(): void {
    removeEventListener('storage', this);
  }

  handleEvent(event: StorageEvent): void {
    if (!this.#store.isAbout(event)) return;
    const before = this.receipt?.id;
    this.refresh();
    if (this.receipt?.id === before) return;
    this.#onElsewhere();
    this.#host.requestUpdate();
  }

  /** Looks into the storage of this name from now on. */
  use(name: string): void {
    this.#store = new ReceiptStore(name);
    this.refresh();
  }

  refresh(): void {
    this.receipt = this.#store.read();
  }

  keep(receipt: Receipt): void {
    this.#store.write(receipt);
    this.receipt = receipt;
    this.#host.requestUpdate();
  }

  forget(): void {
    this.#store.clear();
    this.receipt = undefined;
    this.#host.requestUpdate();
  }
}
