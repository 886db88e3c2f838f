import { aTimeout, expect } from '@open-wc/testing';
import '../../src/define/callback-form.js';
import '../../src/define/callback-status.js';
import type { CallbackForm } from '../../src/elements/callback-form/callback-form.js';
import type { CallbackState, EndReason } from '../../src/callback/index.js';
import type { AgentTransport, Claim, Receipt } from '../../src/transport/transport.js';
import type { FakeDesk } from '../../src/testing/index.js';

/** Inside an element's shadow root. */
export function find<T extends HTMLElement = HTMLElement>(host: Element, selector: string): T {
  const found = host.shadowRoot?.querySelector<T>(selector);
  if (!found) throw new Error(`There is no ${selector} in <${host.localName}>.`);
  return found;
}

export function has(host: Element, selector: string): boolean {
  const found = host.shadowRoot?.querySelector<HTMLElement>(selector);
  return !!found && !found.hidden;
}

/** What a person reads. */
export function words(element: Element | null | undefined): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

export function type(form: CallbackForm, field: 'name' | 'number', value: string): void {
  const input = find<HTMLInputElement>(form, `#${field}`);
  input.value = value;
  const event = new InputEvent('input', { bubbles: true, composed: true });
  input.dispatchEvent(event);
}

export async function filled(form: CallbackForm): Promise<CallbackForm> {
  type(form, 'name', 'Ada Lovelace');
  type(form, 'number', '+39 06 1234 5678');
  await form.numberField.ensureRules();
  await form.updateComplete;
  return form;
}

/** Goes wrong with the test when anything was written to the console or left unhandled. */
export function watchConsole(): () => void {
  const seen: string[] = [];
  const { error, warn } = console;
  const note = (...args: unknown[]) => seen.push(args.join(' '));
  Object.assign(console, { error: note, warn: note });
  const onError = (event: ErrorEvent) => seen.push(event.message);
  const onRejection = (event: PromiseRejectionEvent) => seen.push(String(event.reason));
  addEventListener('error', onError);
  addEventListener('unhandledrejection', onRejection);
  return () => {
    Object.assign(console, { error, warn });
    removeEventListener('error', onError);
    removeEventListener('unhandledrejection', onRejection);
    const problems = seen.filter((line) => !line.includes('Lit is in dev mode'));
    expect(problems.join('\n')).to.equal('');
  };
}

/** An agent at the desk who does as the test says. */
export class Operator {
  readonly #agent: AgentTransport;
  #claim: Claim | undefined;
  #seq = 0;

  constructor(desk: FakeDesk) {
    this.#agent = desk.agent({ id: 'grace', name: 'Grace' });
  }

  async take(receipt: Receipt): Promise<void> {
    this.#claim = await this.#agent.claim(receipt.id, { claimKey: `claim-${Math.random()}` });
    this.#seq = 0;
    await this.report('accepted');
  }

  async report(state: CallbackState, callerId?: string): Promise<void> {
    await this.#agent.report(this.#held, {
      seq: ++this.#seq,
      state: state as 'accepted',
      ...(callerId ? { callerId } : {}),
    });
  }

  async end(reason: EndReason, by: 'agent' | 'visitor' | 'system' = 'system'): Promise<void> {
    await this.#agent.report(this.#held, { seq: ++this.#seq, state: 'ended', end: { reason, by } });
  }

  async retryAt(retryAt: number): Promise<void> {
    await this.#agent.finish(this.#held, { finishKey: 'finish', retryAt });
  }

  async done(): Promise<void> {
    await this.#agent.finish(this.#held, { finishKey: 'finish' });
  }

  get #held(): Claim {
    if (!this.#claim) throw new Error('Nothing was taken.');
    return this.#claim;
  }
}

export { until } from '../support/until.js';
export { aTimeout };
