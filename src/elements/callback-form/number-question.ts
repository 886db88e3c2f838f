import { html, nothing, type TemplateResult } from 'lit';
import type { DialableNumber } from '../../callback/index.js';
import { icons } from '../shared/icons.js';
import type { Say } from '../shared/say.js';
import type { Problem } from './field-messages.js';
import type { DoubtfulText, Offer } from './number-field.js';

export interface NumberQuestion {
  /** A number of no known range: sending it says that it is right. */
  readonly unusual: DialableNumber | undefined;
  /** A text that only who typed it can read: one of its numbers is to be chosen. */
  readonly doubtful: DoubtfulText | undefined;
  /** The answer sends nothing: a form around this one does. */
  readonly hosted: boolean;
  /** A number as people of its country write it. */
  readonly shown: (number: DialableNumber) => string;
  readonly onChoose: (offer: Offer) => void;
  readonly onCorrect: () => void;
}

/** What is asked about the number, and the answers. The text's element is always there, for `aria-describedby`. */
export function numberQuestion(say: Say, question: NumberQuestion): TemplateResult {
  const { unusual, doubtful, shown } = question;
  const problems = doubtful
    ? doubtProblems(doubtful, shown)
    : unusual
      ? [unusualProblem(unusual, shown)]
      : [];
  const texts = problems.map(({ key, parameters }) => say(key, parameters));
  return html`
    <div
      id="number-question"
      class="question"
      part="question"
      role=${doubtful ? 'group' : nothing}
      aria-labelledby=${doubtful ? 'number-question-text' : nothing}
      tabindex=${doubtful ? -1 : nothing}
      ?hidden=${!unusual && !doubtful}
    >
      ${icons.alert}
      <p id="number-question-text">${texts.join(' ')}</p>
      ${doubtful ? answers(say, doubtful, question) : nothing}
    </div>
  `;
}

/** With the number: it may have been read otherwise than it was meant. */
export function unusualProblem(
  number: DialableNumber,
  shown: (number: DialableNumber) => string,
): Problem {
  return { key: 'form.number-unusual', parameters: { number: unbroken(shown(number)) } };
}

/** The question in two sentences: what is strange, and what to decide. */
export function doubtProblems(
  { doubt, offers }: DoubtfulText,
  shown: (number: DialableNumber) => string,
): readonly Problem[] {
  const [first, ...others] = offers;
  return [
    { key: `form.doubt-${doubt}` },
    others.length > 0
      ? { key: 'form.doubt-which' }
      : { key: 'form.doubt-right', parameters: { number: unbroken(shown(first!.number)) } },
  ];
}

function answers(
  say: Say,
  { offers }: DoubtfulText,
  { hosted, shown, onChoose, onCorrect }: NumberQuestion,
): TemplateResult {
  const only = offers.length === 1;
  const label = (number: string) => {
    if (only) return say(hosted ? 'form.offer-right' : 'form.submit-unusual');
    return say(hosted ? 'form.offer-use' : 'form.offer-call', { number });
  };
  return html`
    <div class="answers">
      ${offers.map(
        (offer) => html`
          <button
            class=${only ? 'primary' : ''}
            part="offer"
            type="button"
            @click=${(event: MouseEvent) => isAnswer(event) && onChoose(offer)}
          >
            ${label(unbroken(shown(offer.number)))}
          </button>
        `,
      )}
      <button
        class="quiet"
        part="correct"
        type="button"
        @click=${(event: MouseEvent) => isAnswer(event) && onCorrect()}
      >
        ${say('form.offer-none')}
      </button>
    </div>
  `;
}

/** A number that is to be compared must not be torn apart by the end of a line. */
function unbroken(number: string): string {
  return number.replaceAll(' ', '\u00a0');
}

/** Not the second click of the one that brought the question up. */
function isAnswer({ detail }: MouseEvent): boolean {
  return detail < 2;
}
