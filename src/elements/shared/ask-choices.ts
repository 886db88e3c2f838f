import { html, nothing } from 'lit';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import type { Localize } from './localize.js';
import type { AgentPreferences } from './preferences.js';

const choices = [
  ['askBeforeHangingUp', 'ask-live', 'close.ask-live'],
  ['askBeforeUnsaved', 'ask-unsaved', 'close.ask-unsaved'],
] as const;

/**
 * The way back from each "don't show this again".
 * @param slot where the switches go, when they are another element's children.
 */
export function askChoices(
  preferences: AgentPreferences,
  words: Localize<AgentMessageKey>,
  slot?: string,
) {
  return choices.map(
    ([choice, name, key]) =>
      html`<label class="choice" slot=${slot ?? nothing}>
        <input
          type="checkbox"
          name=${name}
          .checked=${preferences.choices[choice]}
          @change=${(event: Event) =>
            preferences.set({ [choice]: (event.target as HTMLInputElement).checked })}
        />
        ${words.text(key)}
      </label>`,
  );
}
