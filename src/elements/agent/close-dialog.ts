import { html } from 'lit';
import { isLive, isOver } from '../../callback/index.js';
import type { AgentCall } from '../../call/index.js';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import type { Localize } from '../localize.js';
import { nameOf } from './words.js';

type Words = Localize<AgentMessageKey>;

export interface CloseDialogHandlers {
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
}

/** Asks before a box is closed, and says what closing does to this very call. */
export function closeDialog(call: AgentCall, words: Words, handlers: CloseDialogHandlers) {
  const live = isLive(call.state);
  const name = nameOf(call.callback);
  return html`<dialog part="dialog" aria-labelledby="close-title" aria-describedby="close-text">
    <h3 id="close-title">${words.text('close.title')}</h3>
    <p id="close-text" class="typed">${words.text(consequence(call), { name })}</p>
    <label class="choice">
      <input type="checkbox" name="never-again" />
      ${words.text('close.never-again')}
    </label>
    <div class="actions">
      <button class="cancel" @click=${handlers.onCancel}>${words.text('close.cancel')}</button>
      <button class="confirm ${live ? 'danger' : 'primary'}" @click=${handlers.onConfirm}>
        ${words.text(live ? 'close.confirm-live' : 'close.confirm')}
      </button>
    </div>
  </dialog>`;
}

function consequence({ state, busy }: AgentCall): AgentMessageKey {
  if (isLive(state)) return 'close.live';
  if (state === 'done') return 'close.done';
  if (isOver(state)) return 'close.over';
  return state === 'waiting' && !busy ? 'close.done' : 'close.claimed';
}
