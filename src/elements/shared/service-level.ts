import { html, nothing } from 'lit';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import type { Localize } from './localize.js';
import { ageText } from './words.js';

/** How a wait stands against what was promised. */
export type Service = 'within' | 'soon' | 'over';

/** The share of the promised time after which a request is soon due. */
const soonFrom = 0.75;

/**
 * @param age how long somebody waits, in milliseconds.
 * @param level how long anybody should wait, in seconds.
 */
export function serviceOf(age: number, level: number): Service {
  const due = level * 1000;
  if (age >= due) return 'over';
  return age >= due * soonFrom ? 'soon' : 'within';
}

/** The same in words, which say it without the colour. */
export function serviceMark(
  age: number,
  level: number | undefined,
  words: Localize<AgentMessageKey>,
) {
  if (level === undefined || !(level > 0)) return nothing;
  const service = serviceOf(age, level);
  const time = ageText(Math.abs(level * 1000 - age), words.language);
  const text =
    service === 'over'
      ? time
        ? words.text('waiting.over-by', { time })
        : words.text('waiting.over')
      : service === 'within' && time
        ? words.text('waiting.due-in', { time })
        : words.text('waiting.due-soon');
  return html`<span class="service ${service}" part="service">${text}</span>`;
}

/** The attribute's seconds; what is no number above 0 is none. */
export const seconds = {
  fromAttribute(value: string | null): number | undefined {
    const number = Number(value);
    return number > 0 && Number.isFinite(number) ? number : undefined;
  },
};
