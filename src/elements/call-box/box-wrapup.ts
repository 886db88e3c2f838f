import { html, nothing } from 'lit';
import { codeOf, isOver } from '../../callback/index.js';
import type { AgentCall } from '../../call/index.js';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import type { Disposition } from '../../transport/transport.js';
import { agentIcons } from '../shared/agent-icons.js';
import { icons } from '../shared/icons.js';
import type { Localize } from '../shared/localize.js';
import { problemText } from './box-words.js';

type Words = Localize<AgentMessageKey>;

const defaultCodes = ['reached', 'follow-up', 'voicemail', 'not-reached', 'wrong-number'] as const;

/** The outcomes where the application names none. */
export function defaultDispositions(words: Words): readonly Disposition[] {
  return defaultCodes.map((code) => ({ code, label: words.text(`wrapup.${code}`) }));
}

/** Outcome and notes: to be filled from the first ring on, to be saved once the call is over. */
export function wrapup(call: AgentCall, dispositions: readonly Disposition[], words: Words) {
  if (call.state === 'done') return saved(call, dispositions, words);
  return html`<div
    class="wrapup"
    part="wrapup"
    role="group"
    aria-label=${words.text('wrapup.title')}
  >
    ${outcome(call, dispositions, words)}
    <div class="field">
      <label for="notes">${words.text('wrapup.notes')}</label>
      <textarea
        id="notes"
        rows="2"
        dir="auto"
        .value=${call.notes}
        ?disabled=${call.saving}
        @input=${(event: Event) => {
          call.notes = (event.target as HTMLTextAreaElement).value;
        }}
      ></textarea>
    </div>
    ${isOver(call.state) ? saving(call, words) : nothing}
  </div>`;
}

function outcome(call: AgentCall, dispositions: readonly Disposition[], words: Words) {
  const chosen = call.disposition;
  // Chosen before the list was another one: what would be saved has to be seen.
  const retired = chosen !== undefined && !dispositions.some(({ code }) => code === chosen);
  const offered = retired ? [...dispositions, { code: chosen, label: chosen }] : dispositions;
  if (offered.length === 0) return nothing;
  return html`<div class="field">
    <label for="outcome">${words.text('wrapup.outcome')}</label>
    <select
      id="outcome"
      ?disabled=${call.saving}
      @change=${(event: Event) => {
        call.disposition = (event.target as HTMLSelectElement).value || undefined;
      }}
    >
      <option value="" ?selected=${!chosen}>${words.text('wrapup.none')}</option>
      ${offered.map(
        ({ code, label }) =>
          html`<option value=${code} ?selected=${chosen === code}>${label}</option>`,
      )}
    </select>
  </div>`;
}

/** `aria-disabled`, as a disabled button would lose the focus. Pressed again it does nothing. */
function saving(call: AgentCall, words: Words) {
  const problem = saveProblem(call, words);
  return html`
    ${
      problem
        ? html`<p class="error" role="alert">
            ${icons.alert}<span>${words.text('wrapup.failed', { problem })}</span>
          </p>`
        : nothing
    }
    <div class="actions">
      <span class="unsaved">${words.text(savingKey(call))}</span>
      ${
        call.canPutBack
          ? html`<button
              part="put-back"
              aria-disabled=${call.saving ? 'true' : nothing}
              @click=${() => void call.putBack()}
            >
              ${agentIcons.undo} ${words.text('wrapup.put-back')}
            </button>`
          : nothing
      }
      <button
        class="primary save"
        part="save"
        aria-disabled=${call.saving ? 'true' : nothing}
        @click=${() => void call.saveWrapup()}
      >
        ${words.text('wrapup.save')}
      </button>
    </div>
  `;
}

function savingKey({ saving, saveDelayed }: AgentCall): AgentMessageKey {
  if (saveDelayed) return 'wrapup.delayed';
  return saving ? 'wrapup.saving' : 'wrapup.unsaved';
}

function saved(call: AgentCall, dispositions: readonly Disposition[], words: Words) {
  const { disposition, notes, retryAt } = call;
  const label = dispositions.find(({ code }) => code === disposition)?.label ?? disposition;
  return html`<div class="wrapup saved" part="wrapup">
    <p class="saved-line">
      ${icons.check} ${words.text(retryAt === undefined ? 'wrapup.saved' : 'wrapup.put-back-done')}
    </p>
    ${label && retryAt === undefined ? html`<p class="typed">${label}</p>` : nothing}
    ${notes ? html`<p class="notes typed" dir="auto">${notes}</p>` : nothing}
  </div>`;
}

/** That the end itself was known before we told it is no failure to save. */
function saveProblem(call: AgentCall, words: Words): string | undefined {
  const { error } = call;
  if (!error || call.saving) return undefined;
  if (codeOf(error) === 'callback-ended') return undefined;
  return problemText(call, error, words);
}
