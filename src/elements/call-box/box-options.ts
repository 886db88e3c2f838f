import { html } from 'lit';
import type { AgentCall } from '../../call/index.js';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import type { Localize } from '../shared/localize.js';
import { askChoices } from '../shared/ask-choices.js';
import { asBoxColour, boxColourNames, boxMark } from './box-colours.js';
import type { AgentPreferences } from '../shared/preferences.js';

type Words = Localize<AgentMessageKey>;

/** The box's colours, and the way back from "don't show this again". */
export function boxOptions(call: AgentCall, preferences: AgentPreferences, words: Words) {
  const chosen = asBoxColour(call.colour);
  return html`<div class="options" id="options" part="options">
    <fieldset class="colours">
      <legend>${words.text('colour.label')}</legend>
      ${[undefined, ...boxColourNames].map(
        (name) =>
          html`<label class="colour" data-colour=${name ?? ''}>
            <input
              type="radio"
              name="colour"
              value=${name ?? ''}
              .checked=${name === chosen}
              @change=${() => (call.colour = name)}
            />
            <span class="mark">${name ? boxMark(name) : ''}</span>
            <span>${words.text(`colour.${name ?? 'none'}`)}</span>
          </label>`,
      )}
    </fieldset>
    ${askChoices(preferences, words)}
  </div>`;
}
