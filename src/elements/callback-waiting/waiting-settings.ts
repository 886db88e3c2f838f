import { html, nothing } from 'lit';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import type { Localize } from '../shared/localize.js';
import type { AgentChoices } from '../shared/preferences.js';

/** How arrivals are told of: the switches of the Waiting section. */
export type ArrivalChoice = 'sound' | 'badge' | 'notification';
const arrivalChoices: readonly ArrivalChoice[] = ['sound', 'badge', 'notification'];

/** The switches, and what stands against one of them. */
export function waitingSettings(
  choices: AgentChoices,
  problem: AgentMessageKey | undefined,
  words: Localize<AgentMessageKey>,
  onChoice: (choice: ArrivalChoice, event: Event) => void,
) {
  return html`<div
    id="settings"
    class="settings"
    part="settings"
    role="group"
    aria-label=${words.text('waiting.settings')}
  >
    ${arrivalChoices.map(
      (choice) =>
        html`<label class="choice">
          <input
            type="checkbox"
            name=${choice}
            .checked=${choices[choice]}
            @change=${(event: Event) => onChoice(choice, event)}
          />
          ${words.text(`waiting.${choice}`)}
        </label>`,
    )}
    ${problem ? html`<p class="error" role="alert">${words.text(problem)}</p>` : nothing}
    <slot name="settings"></slot>
  </div>`;
}

/**
 * Asks for permission to notify: on the agent's click and never else.
 * @returns the text of what stands against it, or undefined.
 */
export async function askToNotify(): Promise<AgentMessageKey | undefined> {
  if (!('Notification' in window)) return 'waiting.notification-missing';
  const permission = await Notification.requestPermission();
  return permission === 'granted' ? undefined : 'waiting.notification-denied';
}
