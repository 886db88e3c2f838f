import { randomToken } from '../../callback/index.js';
import { isPage } from './page.js';

/** What a tab hears of the others. */
export interface TabsListener<Message> {
  /** This tab leads now: it does the work of all. */
  onLead(): void;
  /** Another one has taken the lead away: this one was not to be heard. */
  onDeposed(): void;
  /** Told to the one that leads: a tab has come. */
  onNewcomer(tab: string): void;
  onMessage(message: Message): void;
}

interface Envelope<Message> {
  readonly from: string;
  readonly to?: string;
  readonly kind: 'hello' | 'here' | 'bye' | 'alive' | 'message';
  readonly message?: Message;
}

/**
 * How often the leader shows that it is alive, and how long it may be silent before another tab asks
 * whether it is, and then takes its place. Timers of hidden tabs are up to a minute late. Milliseconds.
 */
export const tabTimes = { alive: 20_000, silent: 150_000, answer: 5_000 };

/**
 * The tabs of one browser and origin that share something: one leads, the others listen to it. The
 * leader holds a Web Lock, which goes with its page however that ends; then the next one has it.
 */
export class Tabs<Message> {
  /** Those who are there beside this one, as far as is known. */
  readonly others = new Set<string>();
  readonly #id = randomToken();
  readonly #name: string;
  readonly #listener: TabsListener<Message>;
  readonly #channel: BroadcastChannel;
  #leads = false;
  /** Lives while the lead is asked for or held. */
  #asking = new AbortController();
  #heard = performance.now();
  #timer: ReturnType<typeof setInterval>;
  #isLeft = false;

  constructor(name: string, listener: TabsListener<Message>) {
    this.#name = name;
    this.#listener = listener;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }: MessageEvent<Envelope<Message>>) => this.#onEnvelope(data);
    this.#timer = setInterval(() => this.#look(), tabTimes.alive);
    this.#send({ kind: 'hello' });
    this.#ask();
  }

  /** Not on plain-http pages, nor in Node. */
  static get exist(): boolean {
    return isPage() && 'locks' in navigator && typeof BroadcastChannel !== 'undefined';
  }

  get leads(): boolean {
    return this.#leads;
  }

  /** @param to one of them. Default: all. */
  tell(message: Message, to?: string): void {
    this.#send({ kind: 'message', message, ...(to !== undefined && { to }) });
  }

  /** Lets the next one lead. Repeating it is harmless. */
  leave(): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    this.#leads = false;
    clearInterval(this.#timer);
    this.#send({ kind: 'bye' });
    this.#channel.close();
    this.#asking.abort();
  }

  #send(envelope: Omit<Envelope<Message>, 'from'>): void {
    this.#channel.postMessage({ ...envelope, from: this.#id });
  }

  #onEnvelope({ from, to, kind, message }: Envelope<Message>): void {
    if (this.#isLeft || (to !== undefined && to !== this.#id)) return;
    if (kind === 'bye') {
      this.others.delete(from);
      return;
    }
    this.others.add(from);
    if (kind === 'hello') {
      this.#send({ kind: this.#leads ? 'alive' : 'here', to: from });
      if (this.#leads) this.#listener.onNewcomer(from);
    }
    // Only the leader says these.
    if (kind === 'alive' || kind === 'message') this.#heard = performance.now();
    if (kind === 'message') this.#listener.onMessage(message as Message);
  }

  #ask(steal = false): void {
    const asking = (this.#asking = new AbortController());
    const { signal } = asking;
    const lead = () => {
      this.#leads = true;
      this.#send({ kind: 'alive' });
      this.#listener.onLead();
    };
    navigator.locks
      .request(this.#name, steal ? { steal } : { signal }, () => {
        if (signal.aborted) return undefined;
        lead();
        return new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        );
      })
      .catch((cause: unknown) => {
        if (this.#isLeft || signal.aborted) return;
        if (!this.#leads) {
          // No locks for this page (it is sandboxed, say): each for itself.
          lead();
          return;
        }
        this.#leads = false;
        this.#heard = performance.now();
        this.#listener.onDeposed();
        if ((cause as Error | undefined)?.name === 'AbortError') return this.#ask();
        // Nobody took it: to lead has failed here, and would again at once.
        setTimeout(() => this.#isLeft || this.#ask(), tabTimes.answer);
      });
  }

  #look(): void {
    if (this.#leads) {
      this.#send({ kind: 'alive' });
      return;
    }
    if (performance.now() - this.#heard < tabTimes.silent) return;
    // It may be this tab that was asleep, with the whole machine.
    const asked = performance.now();
    this.#send({ kind: 'hello' });
    setTimeout(() => {
      if (this.#isLeft || this.#leads || this.#heard > asked) return;
      this.#asking.abort();
      this.#ask(true);
    }, tabTimes.answer);
  }
}
