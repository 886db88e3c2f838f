import { html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import type { VisitorMessageKey } from '../../messages/en/visitor.js';
import type { QueuePlace } from '../../transport/transport.js';
import { icons } from '../shared/icons.js';
import type { Say } from '../shared/say.js';
import { visitorIcons } from '../shared/visitor-icons.js';
import { placeSentence, waitSentence } from './status-lines.js';
import type { Sentence } from './status-view.js';

const steps: readonly VisitorMessageKey[] = [
  'status.step-requested',
  'status.step-calling',
  'status.step-connected',
];

export type CancelProblem = 'too-late' | 'timeout' | 'failed';

export function stepsPart(say: Say, current: number): TemplateResult {
  return html`
    <ol class="steps" part="steps" aria-label=${say('status.steps')}>
      ${steps.map((step, index) => {
        const done = index < current;
        const now = index === current;
        return html`
          <li class=${classMap({ done, now })} aria-current=${now ? 'step' : nothing}>
            <span class="dot" aria-hidden="true">${done ? icons.check : nothing}</span>
            ${say(step)}
            ${done ? html`<span class="visually-hidden">${say('status.step-done')}</span>` : nothing}
          </li>
        `;
      })}
    </ol>
  `;
}

/** To move up is worth a word to a screen reader; that the estimate has changed once more is not. */
export function queuePart(
  say: Say,
  queue: QueuePlace | undefined,
  language: string,
): TemplateResult {
  const place = queue && placeSentence(queue);
  const wait = queue && waitSentence(queue, language);
  return html`
    <p class="queue" part="queue" ?hidden=${!place && !wait}>
      <span role="status">${place ? say(place.key, place.parameters) : nothing}</span>
      ${wait ? say(wait.key, wait.parameters) : nothing}
    </p>
  `;
}

export interface NumberPart {
  /** Which number is called; undefined: the backend does not say. */
  readonly sentence: Sentence | undefined;
  /** Absent: it cannot be changed (any more). */
  readonly onChange: (() => void) | undefined;
  /** It can be canceled and asked for anew. */
  readonly cancelable: boolean;
}

export function numberPart(
  say: Say,
  { sentence, onChange, cancelable }: NumberPart,
): TemplateResult | typeof nothing {
  if (!sentence && !onChange) return nothing;
  const label = sentence ? 'status.not-my-number' : 'status.change-number';
  return html`
    <div class="called" part="called">
      ${sentence ? html`<p>${say(sentence.key, sentence.parameters)}</p>` : nothing}
      ${
        onChange
          ? html`<button
              class="quiet link change-number"
              part="change"
              type="button"
              @click=${onChange}
            >
              ${say(label)}
            </button>`
          : cancelable
            ? html`<p class="small">${say('status.not-my-number-cancel')}</p>`
            : nothing
      }
    </div>
  `;
}

export interface NotesPart {
  readonly lost: boolean;
  readonly cancel: CancelProblem | undefined;
  readonly changed: 'number' | 'time' | 'failed' | undefined;
}

export function notesPart(say: Say, { lost, cancel, changed }: NotesPart): TemplateResult {
  const note = (icon: TemplateResult<2>, key: VisitorMessageKey, tone = '') => html`
    <p class="note ${tone}">${icon}<span>${say(key)}</span></p>
  `;
  return html`
    <div class="notes" role="status">
      ${lost ? note(visitorIcons.offline, 'status.lost', 'warning') : nothing}
      ${cancel === 'too-late' ? note(icons.alert, 'status.too-late') : nothing}
      ${
        cancel === 'failed' || cancel === 'timeout'
          ? note(icons.alert, `status.cancel-${cancel}`, 'warning')
          : nothing
      }
      ${changed === 'failed' ? note(icons.alert, 'status.change-failed', 'warning') : nothing}
      ${
        changed === 'number' || changed === 'time'
          ? note(icons.check, `status.changed-${changed}`)
          : nothing
      }
    </div>
  `;
}

export interface ActionsPart {
  /** There is an appointment. */
  readonly planned: boolean;
  readonly canceling: boolean;
  /** Absent: no time can be chosen. */
  readonly onTime: (() => void) | undefined;
  /** Absent: it cannot be taken back. */
  readonly onCancel: (() => void) | undefined;
}

export function actionsPart(
  say: Say,
  { planned, canceling, onTime, onCancel }: ActionsPart,
): TemplateResult | typeof nothing {
  if (!onTime && !onCancel) return nothing;
  return html`
    <div class="actions">
      ${
        onTime
          ? html`<button class="change-time" part="change" type="button" @click=${onTime}>
              ${say(planned ? 'status.change-time' : 'status.plan')}
            </button>`
          : nothing
      }
      ${
        onCancel
          ? html`<button
              class="quiet cancel"
              part="cancel"
              type="button"
              aria-disabled=${canceling ? 'true' : 'false'}
              @click=${onCancel}
            >
              ${say(canceling ? 'status.canceling' : 'status.cancel')}
            </button>`
          : nothing
      }
    </div>
  `;
}
