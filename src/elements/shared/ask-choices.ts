import { html, nothing } from 'lit';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import type { Localize } from './localize.js';
import type { AgentChoices, AgentPreferences } from './preferences.js';

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
  return choices.map(([choice, name, key]) =>
    preferenceSwitch(preferences, choice, words.text(key), slot, name),
  );
}

/**
 * One of an agent's choices as a switch.
 * @param slot where it goes, when it is another element's child.
 */
export function preferenceSwitch(
  preferences: AgentPreferences,
  choice: keyof AgentChoices,
  text: string,
  slot?: string,
  name: string = choice,
) {
  return html`<label class="choice" slot=${slot ?? nothing}>
    <input
      type="checkbox"
      name=${name}
      .checked=${preferences.choices[choice]}
      @change=${(event: Event) =>
        preferences.set({ [choice]: (event.target as HTMLInputElement).checked })}
    />
    ${text}
  </label>`;
}
