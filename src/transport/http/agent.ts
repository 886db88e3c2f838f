import { either } from '../abortable.js';
import type {
  Agent,
  AgentTransport,
  CallReport,
  ChosenPresence,
  Claim,
  ClaimOptions,
  DeskUpdate,
  Finish,
  ReleaseReason,
  TransportError,
  TransportOptions,
} from '../transport.js';
import type { Call, Relay } from './send.js';
import { SharedDesk } from './shared-desk.js';
import type { Tokens } from './tokens.js';

/** The agent's role. */
export class HttpAgent implements AgentTransport {
  readonly supports = { presence: true, retry: true } as const;
  readonly agent: Agent;
  readonly #relay: Relay;
  readonly #tokens: Tokens;
  readonly #desk: SharedDesk;
  #choosing: AbortController | undefined;

  constructor(relay: Relay, agent: Agent, tokens: Tokens, closing: AbortSignal) {
    this.agent = agent;
    this.#relay = relay;
    this.#tokens = tokens;
    this.#desk = new SharedDesk(relay, tokens, agent, closing);
  }

  desk({ signal }: TransportOptions = {}): AsyncIterable<DeskUpdate> {
    return this.#desk.read(signal);
  }

  claim(id: string, { claimKey, signal }: ClaimOptions): Promise<Claim> {
    return this.#post<Claim>(id, 'claim', { key: claimKey, signal });
  }

  async release(
    { id, token }: Claim,
    reason: ReleaseReason,
    { signal }: TransportOptions = {},
  ): Promise<void> {
    const body = { token, reason };
    await this.#ending(token, this.#post(id, 'release', { body, keepalive: true, signal }));
    this.#desk.over(token);
  }

  /** Tried once: a call repeats its reports itself, in their order, and says so. */
  async report(
    { id, token }: Claim,
    report: CallReport,
    { signal }: TransportOptions = {},
  ): Promise<void> {
    // Before it is sent: it may arrive though its answer does not.
    if (report.state !== 'ended') this.#desk.calls(token);
    const { session } = this.#desk;
    const body = { token, ...report, session };
    const call = { body, keepalive: true, once: true, signal } as const;
    await this.#ending(token, this.#post(id, 'report', call));
    if (report.state === 'ended') this.#desk.over(token);
  }

  async finish(
    { id, token }: Claim,
    finish: Finish,
    { signal }: TransportOptions = {},
  ): Promise<void> {
    const body = { token, ...finish };
    await this.#ending(token, this.#post(id, 'finish', { body, signal }));
    this.#desk.over(token);
  }

  /** The newest choice counts: one that is still on its way rejects with an `AbortError`. */
  async presence(presence: ChosenPresence, { signal }: TransportOptions = {}): Promise<void> {
    this.#choosing?.abort();
    this.#choosing = new AbortController();
    await this.#relay.send({
      method: 'PUT',
      path: '/presence',
      bearer: this.#tokens,
      body: presence,
      signal: either(signal, this.#choosing.signal),
    });
  }

  /** The relay may say in its refusal that the call is over. */
  async #ending(token: string, sent: Promise<void>): Promise<void> {
    try {
      await sent;
    } catch (error) {
      const { code } = error as Partial<TransportError>;
      if (code === 'claim-lost' || code === 'callback-ended') this.#desk.over(token);
      throw error;
    }
  }

  #post<T = void>(id: string, what: string, call: Omit<Call, 'method' | 'path'>): Promise<T> {
    const path = `/callbacks/${encodeURIComponent(id)}/${what}`;
    return this.#relay.send<T>({ method: 'POST', path, bearer: this.#tokens, ...call });
  }
}
