import { VisitorUpdates, type VisitorView } from 'callback-elements/desk.js';
import {
  TransportError,
  type CallbackStatus,
  type QueuePlace,
} from 'callback-elements/transport/transport.js';
import type { CallbackEvent } from '../store/store.js';
import { idText } from './event-id.js';
import { Repeater, type RepeaterOptions } from './repeater.js';
import { frame, type EventStream } from './sse.js';

export interface VisitorReaderOptions extends RepeaterOptions {
  readonly epoch: string;
  /** Reads the callback as the desk shows it to its visitor. */
  readonly read: (told: number | undefined) => Promise<VisitorView>;
}

/** What a reading is refused with once there is nothing left that this visitor may read. */
const isGone: ReadonlySet<string> = new Set(['not-found', 'forbidden']);

/** What one stream of a visitor was told. */
export class VisitorReader {
  readonly id: string;
  readonly #epoch: string;
  readonly #read: VisitorReaderOptions['read'];
  readonly #updates = new VisitorUpdates();
  readonly #catchUp: Repeater;
  #stream: EventStream | undefined;
  #isMissing = false;
  #status: CallbackStatus | undefined;

  /** @param id the callback's */
  constructor(id: string, { epoch, read, ...options }: VisitorReaderOptions) {
    this.id = id;
    this.#epoch = epoch;
    this.#read = read;
    this.#catchUp = new Repeater(() => this.#readOn(), options);
  }

  get isWaiting(): boolean {
    return this.#status?.state === 'waiting';
  }

  /**
   * Reads what there is to tell at first.
   * @param told the version that the reader says it knows
   * @returns begins with it
   */
  async prepare(
    told: number | undefined,
  ): Promise<(open: (text: string) => EventStream | undefined) => void> {
    let view = await this.#read(told === 0 ? undefined : told);
    if (view.statuses.length === 0) {
      // Nothing new; unless it knows of a version that there never was.
      const present = await this.#read(0);
      const [status] = present.statuses;
      if (status && status.version !== told) view = present;
      else this.#remember(told, status);
    }
    return (open) => {
      this.#stream = open(this.#textOf(view));
      this.#endIfOver();
      if (this.#isMissing) this.#catchUp.ask();
    };
  }

  take({ after }: CallbackEvent): void {
    if (!this.#stream) this.#isMissing = true;
    // It is gone with all that was to be told of it.
    else if (!after) this.#end();
    else {
      const { status } = after;
      const { told = 0 } = this.#updates;
      // Steps that share an event are read; what a reading has told already is none.
      if (status.version > told + 1) this.#catchUp.ask();
      else if (status.version === told + 1) this.#tell({ statuses: [status] });
    }
  }

  tellPlace(queue: QueuePlace | undefined): void {
    if (this.isWaiting && queue) this.#tell({ statuses: [], queue });
  }

  reset(): void {
    this.#catchUp.ask();
  }

  beat(interval: number): void {
    this.#stream?.beat(interval);
  }

  stop(): void {
    this.#catchUp.stop();
  }

  async #readOn(): Promise<void> {
    try {
      this.#tell(await this.#read(this.#updates.told));
    } catch (error) {
      // It was removed, which is not going to change.
      if (!(error instanceof TransportError) || !isGone.has(error.code)) throw error;
      this.#end();
    }
  }

  #tell(view: VisitorView): void {
    // A reading and an event may have crossed.
    const { told = 0 } = this.#updates;
    const statuses = view.statuses.filter(({ version }) => version > told);
    const text = this.#textOf({ ...view, statuses });
    if (text !== '') this.#stream?.write(text);
    this.#endIfOver();
  }

  #textOf(view: VisitorView): string {
    this.#remember(undefined, view.statuses.at(-1));
    return this.#updates
      .changes(view)
      .map((update) => {
        if (update.type === 'queue') return frame('queue', update.queue);
        if (update.type !== 'status') return '';
        const { status } = update;
        return frame('status', status, idText({ epoch: this.#epoch, number: status.version }));
      })
      .join('');
  }

  #remember(told: number | undefined, status: CallbackStatus | undefined): void {
    if (told !== undefined) this.#updates.told = told;
    if (!status) return;
    this.#status = status;
    if (told !== undefined && status.final) this.#updates.isOver = true;
  }

  #endIfOver(): void {
    if (this.#updates.isOver) this.#end();
  }

  #end(): void {
    this.#stream?.end(frame('over', {}));
  }
}
