import { html, nothing, type TemplateResult } from 'lit';
import type { VisitorMessageKey } from '../../messages/en/visitor.js';
import { icons } from './icons.js';
import { zoneName } from './intl.js';
import type { Say } from './say.js';
import type { TimeChoice } from './time-choice.js';
import { slotLabels, type SlotDay } from './time-slots.js';

export interface TimePart {
  readonly choice: TimeChoice;
  readonly language: string;
  readonly disabled: boolean;
  /** The message at the field, where one is to be shown. */
  readonly problem: VisitorMessageKey | undefined;
  readonly onInput: () => void;
  readonly onBlur: () => void;
}

/** Now or later, and when: native controls, so that keyboards, screen readers and phones know them. */
export function timePart(say: Say, part: TimePart): TemplateResult | typeof nothing {
  const { choice, disabled, onInput } = part;
  const { list, closed, wish } = choice;
  if (!list.offered) return nothing;
  const option = (value: 'now' | 'later') => html`
    <label class="choice">
      <input
        type="radio"
        name="when"
        value=${value}
        .checked=${wish === value}
        ?disabled=${disabled}
        @pointerdown=${value === 'later' ? () => list.ensure() : nothing}
        @change=${() => {
          choice.want(value);
          onInput();
        }}
      />
      <span>${say(`form.when-${value}`)}</span>
    </label>
  `;
  return html`
    <fieldset class="when field" part="when" tabindex="-1">
      <legend>${say('form.when')}</legend>
      ${closed ? nothing : html`<div class="choices">${option('now')} ${option('later')}</div>`}
      ${wish === 'later' ? laterPart(say, part) : nothing}
    </fieldset>
  `;
}

/** Where the focus goes when no time is chosen: while nothing can be, the choice as a whole. */
export function timeControl(root: ParentNode): HTMLElement | null {
  const selectors = ['#time', '.times-failed button', '.choice input:checked', '.when'];
  const found = selectors.map((selector) => root.querySelector<HTMLElement>(selector));
  return found.find((control) => control !== null) ?? null;
}

function laterPart(say: Say, part: TimePart): TemplateResult {
  const { choice, language } = part;
  const { list, opensAt } = choice;
  const { slots, loading, slow, failed } = list;
  const day = choice.day(language);
  const at = part.problem === 'form.time-gone' || part.problem === 'form.time-missing';
  return html`
    ${day ? choosePart(say, part, day) : nothing}
    <div class="times" role="status">
      ${
        loading && !day
          ? html`<p class="hint waiting">
              <span class="spinner"></span><span>${say('form.times-loading')}</span>
            </p>`
          : nothing
      }
      ${loading && slow ? html`<p class="hint">${say('form.slow')}</p>` : nothing}
      ${slots && !day && !loading && !failed ? html`<p>${say('form.times-none')}</p>` : nothing}
      ${failed ? html`<p class="error">${icons.alert}<span>${say('form.times-failed')}</span></p>` : nothing}
    </div>
    ${
      failed || list.retrying
        ? html`<div class="times-failed">
            <button
              type="button"
              aria-disabled=${loading ? 'true' : nothing}
              @click=${() => !list.loading && void list.read(opensAt)}
            >
              ${say('form.times-again')}
            </button>
          </div>`
        : nothing
    }
    <p id="time-error" class="error" part="error" ?hidden=${!at}>
      ${at && part.problem ? html`${icons.alert}<span>${say(part.problem)}</span>` : nothing}
    </p>
  `;
}

function choosePart(say: Say, part: TimePart, day: SlotDay): TemplateResult {
  const { choice, language, disabled, onInput, onBlur } = part;
  const { chosen } = choice;
  const labels = slotLabels(day.slots, language);
  const invalid = part.problem ? 'true' : 'false';
  const onDay = (event: Event) => {
    choice.chooseDay((event.target as HTMLSelectElement).value, language);
    onInput();
  };
  const onTime = (event: Event) => {
    choice.chooseTime(Number((event.target as HTMLSelectElement).value), language);
    onInput();
  };
  // The option that is meant is marked itself: a select learns of its value before its options.
  return html`
    <div class="day-and-time">
      <div class="field">
        <label for="day">${say('form.day')}</label>
        <select id="day" ?disabled=${disabled} @change=${onDay}>
          ${choice
            .days(language)
            .map(
              ({ key, label, away }) => html`
                <option value=${key} .selected=${key === day.key}>
                  ${
                    away === 0
                      ? say('form.day-today', { day: label })
                      : away === 1
                        ? say('form.day-tomorrow', { day: label })
                        : label
                  }
                </option>
              `,
            )}
        </select>
      </div>
      <div class="field">
        <label for="time">${say('form.time')}</label>
        <select
          id="time"
          ?disabled=${disabled}
          aria-required="true"
          aria-invalid=${invalid}
          aria-describedby="zone time-error"
          @change=${onTime}
          @blur=${onBlur}
        >
          <option value="" .selected=${!chosen}>${say('form.time-choose')}</option>
          ${day.slots.map(
            ({ from }, index) => html`
              <option value=${from} .selected=${from === chosen?.from}>${labels[index]}</option>
            `,
          )}
        </select>
      </div>
    </div>
    <p id="zone" class="hint">${say('form.zone', { zone: zoneName(language) })}</p>
  `;
}
