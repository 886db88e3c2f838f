import { html, nothing } from 'lit';
import { cleanName, isDialable } from '../../callback/index.js';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import type { WaitingCallback } from '../../transport/transport.js';
import type { Localize } from './localize.js';
import { formatTime } from './intl.js';
import { safeLink } from './safe-link.js';
import { languageName, nameOf, regionName } from './words.js';

type Words = Localize<AgentMessageKey>;

/** Region and language of a request, in words. */
export function origin({ region, language: spoken }: WaitingCallback, language: string) {
  const parts = [
    region && regionName(region, language),
    spoken && languageName(spoken, language),
  ].filter(Boolean);
  return parts.length > 0 ? html`<span class="small typed">${parts.join(' · ')}</span>` : nothing;
}

/** The page that it was asked from: a link only where that is harmless. */
export function page({ page }: WaitingCallback, words: Words) {
  if (!page) return nothing;
  const link = safeLink(page.url);
  const title = cleanName(page.title) || page.url;
  const where = words.text('waiting.page');
  return link
    ? html`<span class="page"
        ><span class="visually-hidden">${where} </span
        ><a
          class="typed"
          dir="auto"
          href=${link.href}
          title=${page.url}
          target="_blank"
          rel="noopener noreferrer"
          >${title}</a
        ></span
      >`
    : html`<span class="page typed" dir="auto" title=${page.url}
        ><span class="visually-hidden">${where} </span>${title}</span
      >`;
}

/** Since when somebody has been waiting: the time that was arranged, else when they asked. */
export function waitingSince({ requestedAt, notBefore }: WaitingCallback): number {
  return notBefore ?? requestedAt;
}

/**
 * What the agent should know first, as tags: the arranged time, failed attempts, asked again, and
 * that the number cannot be dialled.
 */
export function tags(callback: WaitingCallback, words: Words, now?: number) {
  const { notBefore, number } = callback;
  const time = notBefore === undefined ? undefined : formatTime(notBefore, words.language, now);
  return [
    time === undefined
      ? nothing
      : html`<span class="tag" part="appointment"
          >${words.text('waiting.arranged', { time })}</span
        >`,
    ...urgency(callback, words).map((text) => html`<span class="tag again">${text}</span>`),
    isDialable(number)
      ? nothing
      : html`<span class="tag again">${words.text('waiting.unchecked')}</span>`,
  ].filter((tag) => tag !== nothing);
}

function urgency({ attempts, asked, lastAttempt }: WaitingCallback, words: Words): string[] {
  const attempt = attempts + 1;
  const texts: string[] = [];
  if (lastAttempt) {
    const reason = words.text(`reason.${lastAttempt}`);
    texts.push(words.text('waiting.attempts-because', { attempt, reason }));
  } else if (attempts > 0) {
    texts.push(words.text('waiting.attempts', { attempt }));
  }
  if (asked === 2) texts.push(words.text('waiting.asked-twice'));
  if (asked > 2) texts.push(words.text('waiting.asked', { count: asked }));
  return texts;
}

/** The site's own fields, folded away. */
export function details(callback: WaitingCallback, words: Words) {
  const { context = {} } = callback;
  const entries = Object.entries(context);
  const count = entries.length;
  if (count === 0) return nothing;
  return html`<details>
    <summary aria-label=${words.text('waiting.details-name', { count, name: nameOf(callback) })}>
      ${words.text('waiting.details', { count })}
    </summary>
    <dl>
      ${entries.map(
        ([field, value]) =>
          html`<dt class="typed">${cleanName(field)}</dt>
            <dd class="typed" dir="auto">${cleanLines(value)}</dd>`,
      )}
    </dl>
  </details>`;
}

/** As `cleanName`, line by line. */
function cleanLines(text: string): string {
  return text.split('\n').map(cleanName).join('\n');
}
