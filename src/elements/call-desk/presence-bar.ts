import { html, nothing } from 'lit';
import { cleanName, codeOf } from '../../callback/index.js';
import { agentMessages, type AgentMessageKey } from '../../messages/en/agent.js';
import type { ChosenPresence, Presence } from '../../transport/transport.js';
import { icons } from '../shared/icons.js';
import type { Localize } from '../shared/localize.js';

type Words = Localize<AgentMessageKey>;

const defaultReasons = ['break', 'lunch', 'meeting', 'training'] as const;

/** The reasons to pause where the application names none. */
export function defaultPauseReasons(words: Words): readonly string[] {
  return defaultReasons.map((reason) => words.text(`pause.${reason}`));
}

/** Whether calls are counted on, and the button that changes it. */
export function presenceSwitch(
  presence: Presence,
  pending: ChosenPresence | undefined,
  panelShown: boolean,
  words: Words,
  onSwitch: () => void,
) {
  const paused = presence.state === 'paused';
  return html`<div class="presence" part="presence">
    <span class="is-${pending ? 'pending' : presence.state} typed" role="status">
      <span class="dot"></span><span>${presenceText(presence, pending, words)}</span>
    </span>
    <button
      class="switch ${paused ? 'primary' : ''}"
      part="presence-switch"
      aria-expanded=${paused ? nothing : panelShown}
      aria-controls=${paused ? nothing : 'pause'}
      @click=${onSwitch}
    >
      ${paused ? icons.phone : icons.pause} ${words.text(paused ? 'pause.end' : 'pause.begin')}
    </button>
  </div>`;
}

function presenceText(
  presence: Presence,
  pending: ChosenPresence | undefined,
  words: Words,
): string {
  if (pending) return words.text(pending.state === 'ready' ? 'pause.ending' : 'pause.beginning');
  if (presence.state !== 'paused') return words.text(`desk.${presence.state}`);
  const reason = cleanName(presence.reason ?? '');
  return reason ? words.text('desk.paused-because', { reason }) : words.text('desk.paused');
}

/** Asks why, if the agent wants to say: one of the reasons, words of the agent's own, or none. */
export function pausePanel(
  reasons: readonly string[],
  words: Words,
  onPause: (reason?: string) => void,
) {
  return html`<form
    class="pause"
    id="pause"
    part="pause"
    aria-label=${words.text('pause.begin')}
    @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      const field = (event.target as HTMLFormElement).elements.namedItem('reason');
      onPause((field as HTMLInputElement).value.trim() || undefined);
    }}
  >
    <p>${words.text('pause.note')}</p>
    ${
      reasons.length > 0
        ? html`<div class="reasons" role="group" aria-label=${words.text('pause.reasons')}>
            ${reasons.map(
              (reason) =>
                html`<button type="button" class="typed" @click=${() => onPause(reason)}>
                  ${reason}
                </button>`,
            )}
          </div>`
        : nothing
    }
    <div class="field">
      <label for="reason">${words.text('pause.reason')}</label>
      <div class="own">
        <input id="reason" name="reason" maxlength="60" dir="auto" autocomplete="off" />
        <button class="primary">${words.text('pause.begin')}</button>
      </div>
    </div>
  </form>`;
}

/** Why the switch was not made, in words. */
export function presenceProblem(error: unknown, words: Words) {
  const key = `error.${codeOf(error) ?? 'other'}`;
  const problem = words.text(key in agentMessages ? (key as AgentMessageKey) : 'error.other');
  return html`<p class="error" part="presence-problem" role="alert">
    ${icons.alert}<span>${words.text('pause.failed', { problem })}</span>
  </p>`;
}
