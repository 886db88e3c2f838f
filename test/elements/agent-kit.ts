import { expect, fixture, html } from '@open-wc/testing';
import '../../src/define/call-desk.js';
import type { AgentCall } from '../../src/call/index.js';
import type { CallBox } from '../../src/elements/call-box/call-box.js';
import type { CallDesk } from '../../src/elements/call-desk/call-desk.js';
import type { CallbackWaiting } from '../../src/elements/callback-waiting/callback-waiting.js';
import type { Bench } from '../call/call-kit.js';

export { Bench, codeOf, forget, grace, linus, Microphones, until } from '../call/call-kit.js';
export { watchConsole, words } from './visitor-kit.js';

/** Inside an element's shadow root. */
export function all<T extends HTMLElement = HTMLElement>(host: Element, selector: string): T[] {
  return [...(host.shadowRoot?.querySelectorAll<T>(selector) ?? [])];
}

export function one<T extends HTMLElement = HTMLElement>(host: Element, selector: string): T {
  const [found] = all<T>(host, selector);
  if (!found) throw new Error(`There is no ${selector} in <${host.localName}>.`);
  return found;
}

/** The button with these words on it or in its name. */
export function button(host: Element, text: string): HTMLButtonElement {
  const found = all<HTMLButtonElement>(host, 'button').find(
    (each) =>
      each.getAttribute('aria-label')?.includes(text) ||
      each.textContent?.replace(/\s+/g, ' ').includes(text),
  );
  if (!found) throw new Error(`There is no button "${text}" in <${host.localName}>.`);
  return found;
}

export function hasButton(host: Element, text: string): boolean {
  try {
    return !!button(host, text);
  } catch {
    return false;
  }
}

/** What stands in an element to be read: without styles, with what only screen readers get. */
export function shown(host: Element): string {
  return [...(host.shadowRoot?.children ?? [])]
    .map((each) => (each as HTMLElement).innerText)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}

export async function waitingOf(bench: Bench): Promise<CallbackWaiting> {
  return fixture<CallbackWaiting>(html`<callback-waiting .desk=${bench.desk}></callback-waiting>`);
}

export async function boxOf(call: AgentCall): Promise<CallBox> {
  return fixture<CallBox>(html`<call-box .call=${call}></call-box>`);
}

export async function deskOf(bench: Bench): Promise<CallDesk> {
  const transport = { agent: bench.transport, calls: bench.fake.calls() };
  return fixture<CallDesk>(html`<call-desk .transport=${transport}></call-desk>`);
}

/** What has the focus, through all shadow roots. */
export function focused(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Not `expect(element).to.equal(…)`: when it fails, chai prints all that hangs on an element, for minutes. */
export function expectFocus(wanted: Element): void {
  const now = focused();
  if (now !== wanted) throw new Error(`The focus is on ${name(now)}, not on ${name(wanted)}.`);
}

function name(element: Element | null): string {
  if (!element) return 'nothing';
  const label = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40);
  return `<${element.localName}> "${label}"`;
}

export async function accessible(element: Element): Promise<void> {
  await expect(element).to.be.accessible();
}

/** Nobody's words, and everybody's layout. */
export const hostile = [
  '<img src=x onerror=alert(1)><b>Bold</b>',
  '\u202eevil\u202c \u2066name\u2069',
  'W'.repeat(100),
  '👩‍👩‍👧‍👦'.repeat(14),
  'مرحبا بالعالم',
];
