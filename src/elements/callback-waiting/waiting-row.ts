import { html, nothing } from 'lit';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import type { WaitingCallback } from '../../transport/transport.js';
import { icons } from '../shared/icons.js';
import type { Localize } from '../shared/localize.js';
import { details, origin, page, tags, waitingSince } from '../shared/request-facts.js';
import { serviceMark } from '../shared/service-level.js';
import { ageText, locale, nameOf } from '../shared/words.js';

export interface WaitingRow {
  readonly callback: WaitingCallback;
  /** Its number as it is shown. */
  readonly number: string;
  /** The desk's time, milliseconds since the epoch. */
  readonly now: number;
  /** How long anybody should wait, in seconds. */
  readonly serviceLevel: number | undefined;
  /** Hidden by this agent, and shown all the same. */
  readonly hidden: boolean;
  /** This page is about to claim it. */
  readonly accepting: boolean;
  /** Accept can be offered. */
  readonly acceptable: boolean;
  /** A note stands above the list that says what Accept does to a call under way. */
  readonly noted: boolean;
  readonly onAccept: () => void;
  readonly onHide: () => void;
}

type Words = Localize<AgentMessageKey>;

/** One row of the Waiting list. All that a visitor sent is text, never markup. */
export function waitingRow(row: WaitingRow, words: Words) {
  const { callback, now } = row;
  const { language } = words;
  const since = new Date(waitingSince(callback));
  const age = now - since.getTime();
  const waited = ageText(age, language);
  const ageWords = waited
    ? words.text('waiting.age', { age: waited })
    : words.text('waiting.age-new');
  return html`
    <div class="line">
      <span class="name typed" dir="auto" part="name">${nameOf(callback)}</span>
      <span class="age" part="age" title=${since.toLocaleString(locale(language))}>
        ${icons.clock}
        <time datetime=${since.toISOString()}>
          <span class="visually-hidden">${ageWords}</span>
          <span aria-hidden="true">${waited ?? ageWords}</span>
        </time>
      </span>
      ${callback.state === 'waiting' ? serviceMark(age, row.serviceLevel, words) : nothing}
    </div>
    <div class="line">
      <span class="number" part="number">${row.number}</span>
      ${origin(callback, language)}
    </div>
    ${page(callback, words)} ${rowTags(row, words)} ${details(callback, words)}
    ${actions(row, words)}
  `;
}

function rowTags({ callback, hidden, now }: WaitingRow, words: Words) {
  const known = tags(callback, words, now);
  if (known.length === 0 && !hidden) return nothing;
  return html`<div class="tags">
    ${known}
    ${hidden ? html`<span class="tag">${words.text('waiting.hidden-by-me')}</span>` : nothing}
  </div>`;
}

function actions(row: WaitingRow, words: Words) {
  const { callback, hidden, accepting, acceptable, noted } = row;
  const name = nameOf(callback);
  if (callback.state === 'claimed') {
    const agent = callback.claimedBy?.name;
    return html`<p class="claimed-by typed">
      ${icons.phone}
      ${agent ? words.text('waiting.claimed', { agent }) : words.text('waiting.claimed-unknown')}
    </p>`;
  }
  return html`<div class="actions">
    <button
      class="quiet"
      part="hide"
      aria-label=${words.text(hidden ? 'waiting.unhide-name' : 'waiting.hide-name', { name })}
      @click=${row.onHide}
    >
      ${words.text(hidden ? 'waiting.unhide' : 'waiting.hide')}
    </button>
    ${
      acceptable
        ? html`<button
            class="primary accept"
            part="accept"
            aria-label=${
              accepting
                ? words.text('waiting.accepting')
                : words.text('waiting.accept-name', { name })
            }
            aria-disabled=${accepting ? 'true' : nothing}
            aria-describedby=${noted ? 'note' : nothing}
            @click=${row.onAccept}
          >
            ${icons.phone} ${words.text(accepting ? 'waiting.accepting' : 'waiting.accept')}
          </button>`
        : nothing
    }
  </div>`;
}
