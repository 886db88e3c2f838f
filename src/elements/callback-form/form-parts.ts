import { html, nothing, type TemplateResult } from 'lit';
import { callingCodeOf } from '../../phone/index.js';
import { icons } from '../shared/icons.js';
import { safeLink } from '../shared/safe-link.js';
import { formatTime } from '../shared/intl.js';
import type { Say } from '../shared/say.js';
import type { Note } from './availability.js';
import type { Failure } from '../shared/failure.js';
import type { Problem } from './field-messages.js';
import { visitorIcons } from '../shared/visitor-icons.js';
import { numberQuestion, type NumberQuestion } from './number-question.js';
import type { RegionOption } from './region-options.js';

/** The message at a field. It is always there, so that `aria-describedby` always leads somewhere. */
export function errorPart(say: Say, field: string, problem: Problem | undefined): TemplateResult {
  return html`
    <p id="${field}-error" class="error" part="error" ?hidden=${!problem}>
      ${
        problem ? html`${icons.alert}<span>${say(problem.key, problem.parameters)}</span>` : nothing
      }
    </p>
  `;
}

export interface NamePart {
  readonly value: string;
  readonly disabled: boolean;
  readonly readOnly: boolean;
  readonly hidden: boolean;
  readonly problem: Problem | undefined;
  readonly onInput: () => void;
  readonly onBlur: () => void;
}

export function namePart(say: Say, part: NamePart): TemplateResult {
  return html`
    <div class="field" ?hidden=${part.hidden}>
      <label for="name">${say('form.name')}</label>
      <input
        id="name"
        part="name"
        name="name"
        autocomplete="name"
        autocapitalize="words"
        spellcheck="false"
        required
        dir="auto"
        .value=${part.value}
        ?readonly=${part.readOnly}
        ?disabled=${part.disabled}
        aria-invalid=${part.problem ? 'true' : 'false'}
        aria-describedby="name-error"
        @input=${part.onInput}
        @blur=${part.onBlur}
      />
      ${errorPart(say, 'name', part.problem)}
    </div>
  `;
}

export interface NumberPart {
  readonly region: string;
  readonly options: readonly RegionOption[];
  readonly value: string;
  readonly disabled: boolean;
  readonly readOnly: boolean;
  readonly regionLocked: boolean;
  readonly hidden: boolean;
  readonly regionHidden: boolean;
  readonly problem: Problem | undefined;
  readonly question: NumberQuestion;
  /** The rules did not load. */
  readonly unchecked: boolean;
  readonly onIntent: () => void;
  readonly onRegion: (event: Event) => void;
  readonly onBeforeInput: (event: InputEvent) => void;
  readonly onComposed: () => void;
  readonly onInput: (event: Event) => void;
  readonly onBlur: () => void;
}

/**
 * Region and number. The select lies unseen over a short text, so that the number has room: its
 * options can say the whole name of a country, the closed control shows region and code.
 */
export function numberPart(say: Say, part: NumberPart): TemplateResult {
  return html`
    <div class="field" ?hidden=${part.hidden}>
      <label for="number">${say('form.number')}</label>
      <div class="number-row">
        <div class="region" part="region" ?hidden=${part.regionHidden}>
          <span class="chosen" aria-hidden="true">
            ${part.region} <bdi class="number">+${callingCodeOf(part.region)}</bdi>
            ${visitorIcons.down}
          </span>
          <select
            name="country"
            autocomplete="country"
            aria-label=${say('form.region')}
            ?disabled=${part.disabled || part.regionLocked}
            @focus=${part.onIntent}
            @change=${part.onRegion}
          >
            ${part.options.map(
              ({ region, name, callingCode }) => html`
                <option value=${region}>${name} (+${callingCode})</option>
              `,
            )}
          </select>
        </div>
        <input
          id="number"
          part="number"
          name="tel"
          type="tel"
          inputmode="tel"
          autocomplete="tel"
          required
          dir="ltr"
          .value=${part.value}
          ?readonly=${part.readOnly}
          ?disabled=${part.disabled}
          aria-invalid=${part.problem ? 'true' : 'false'}
          aria-describedby="number-error number-question-text number-hint"
          @focus=${part.onIntent}
          @pointerdown=${part.onIntent}
          @beforeinput=${part.onBeforeInput}
          @compositionend=${part.onComposed}
          @input=${part.onInput}
          @blur=${part.onBlur}
        />
      </div>
      ${errorPart(say, 'number', part.problem)} ${numberQuestion(say, part.question)}
      <p id="number-hint" class="hint" ?hidden=${!part.unchecked}>${say('form.rules-missing')}</p>
    </div>
  `;
}

export interface ConsentPart {
  /** There is something to agree to. */
  readonly asked: boolean;
  readonly text: string;
  readonly privacyHref: string | undefined;
  readonly disabled: boolean;
  readonly problem: Problem | undefined;
  readonly onTick: (event: Event) => void;
  readonly onSlotChange: () => void;
}

export function consentPart(say: Say, part: ConsentPart): TemplateResult {
  const { privacyHref = '' } = part;
  const link = privacyHref && safeLink(privacyHref, document.baseURI) ? privacyHref : undefined;
  return html`
    <div class="consent field" ?hidden=${!part.asked}>
      <div class="tick">
        <input
          id="consent"
          type="checkbox"
          ?disabled=${part.disabled}
          aria-required="true"
          aria-invalid=${part.problem ? 'true' : 'false'}
          aria-describedby="consent-error"
          @change=${part.onTick}
        />
        <label for="consent">
          <slot name="consent" @slotchange=${part.onSlotChange}>${part.text}</slot>
        </label>
      </div>
      ${errorPart(say, 'consent', part.problem)}
    </div>
    ${
      link
        ? html`<p class="privacy">
            <a href=${link} target="_blank" rel="noopener">${say('form.privacy')}</a>
            <span class="visually-hidden">${say('form.privacy-new-tab')}</span>
          </p>`
        : nothing
    }
  `;
}

export interface SubmitPart {
  readonly busy: boolean;
  /** It waits for the proof of a challenge. */
  readonly checking: boolean;
  readonly slow: boolean;
  readonly failure: Failure | undefined;
  readonly disabled: boolean;
  /** It is for a time that the visitor chooses. */
  readonly later: boolean;
  /** The number looks unusual: to send it is to say that it is right. */
  readonly doubted: boolean;
  /** There is a choice to be made first, which has buttons of its own. */
  readonly choosing: boolean;
}

/** The outcome of the last try and the button. Busy, the button keeps the focus. */
export function submitPart(
  say: Say,
  { busy, checking, slow, failure, disabled, later, doubted, choosing }: SubmitPart,
): TemplateResult {
  const plain = later ? 'form.submit-later' : 'form.submit';
  const first = doubted ? 'form.submit-unusual' : plain;
  const label = failure?.retryable ? 'form.submit-again' : first;
  return html`
    <div class="outcome" role="status">
      ${
        failure
          ? html`<p class="failure" part="failure">
              ${icons.alert}<span>${say(failure.key, failure.parameters)}</span>
            </p>`
          : nothing
      }
      ${checking ? html`<p class="hint">${say('form.checking-hint')}</p>` : nothing}
      ${slow && !checking ? html`<p class="hint">${say('form.slow')}</p>` : nothing}
    </div>
    <button
      class="primary"
      part="submit"
      type="submit"
      ?hidden=${choosing}
      ?disabled=${disabled}
      aria-disabled=${busy ? 'true' : 'false'}
      aria-describedby=${doubted ? 'number-question' : nothing}
      @click=${doubted ? refuseDoubleClick : nothing}
    >
      ${busy ? html`<span class="spinner"></span>` : icons.phone}
      ${say(checking ? 'form.checking' : busy ? 'form.busy' : label)}
    </button>
  `;
}

/** The second click of the one that brought the question up is no answer to it. */
function refuseDoubleClick(event: MouseEvent): void {
  if (event.detail > 1) event.preventDefault();
}

export function notePart(say: Say, note: Note | undefined): TemplateResult | typeof nothing {
  if (!note) return nothing;
  return html`
    <p class="note ${note.tone}">
      ${note.tone === 'warning' ? icons.alert : icons.clock}
      <span>${say(note.key, note.parameters)}</span>
    </p>
  `;
}

/** @param appointment when the call will be, unless it is to be now. */
export function donePart(
  say: Say,
  appointment: number | undefined,
  language: string,
): TemplateResult {
  return html`
    <div class="done" part="done" tabindex="-1">
      <span class="badge" aria-hidden="true">${icons.check}</span>
      <p class="title">${say('form.done-title')}</p>
      <p>
        ${
          appointment === undefined
            ? say('form.done-text')
            : say('form.done-later-text', { time: formatTime(appointment, language) })
        }
      </p>
    </div>
  `;
}
