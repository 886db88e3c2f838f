import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { isLive, isOver } from '../../callback/index.js';
import type { AgentCall } from '../../call/index.js';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import type { Localize } from '../shared/localize.js';
import type { AgentChoices } from '../shared/preferences.js';
import { nameOf } from '../shared/words.js';

type Words = Localize<AgentMessageKey>;

/** What would be lost: a conversation, or what the agent chose and wrote and did not save. */
export type Loss = 'live' | 'unsaved';

/** The choice that decides whether the question for a loss is asked. */
export const askChoice = {
  live: 'askBeforeHangingUp',
  unsaved: 'askBeforeUnsaved',
} as const satisfies Record<Loss, keyof AgentChoices>;

export interface CloseDialogHandlers {
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
  readonly onSave: () => void;
}

/** What closing the box would lose; undefined: nothing, so that nothing need be asked. */
export function lossOf(call: AgentCall): Loss | undefined {
  if (isLive(call.state)) return 'live';
  if (!isOver(call.state) || call.state === 'done' || call.saving) return undefined;
  return call.disposition || call.notes.trim() ? 'unsaved' : undefined;
}

/**
 * Asks before something is lost, and says what.
 * @param closing the box is to be closed; else the call is to be hung up and no more.
 */
export function closeDialog(
  call: AgentCall,
  closing: boolean,
  words: Words,
  handlers: CloseDialogHandlers,
) {
  const loss = lossOf(call);
  const name = nameOf(call.callback);
  const keys = textKeys(loss, closing);
  return html`<dialog part="dialog" aria-labelledby="close-title" aria-describedby="close-text">
    <h3 id="close-title">${words.text(keys.title)}</h3>
    <p id="close-text" class="typed">${words.text(keys.text, { name })}</p>
    ${
      // Another question, another tick: one is never taken for the other.
      keyed(
        loss,
        loss
          ? html`<label class="choice">
              <input
                type="checkbox"
                name="never-again"
                aria-describedby=${loss === 'live' ? 'close-later' : nothing}
              />
              ${words.text('close.never-again')}
            </label>`
          : nothing,
      )
    }
    ${
      loss === 'live'
        ? html`<p id="close-later" class="later">${words.text('close.live-later')}</p>`
        : nothing
    }
    <div class="actions">
      <button class="cancel" @click=${handlers.onCancel}>${words.text(keys.cancel)}</button>
      <button
        class="confirm ${loss === 'live' ? 'danger' : loss ? '' : 'primary'}"
        @click=${handlers.onConfirm}
      >
        ${words.text(keys.confirm)}
      </button>
      ${
        loss === 'unsaved'
          ? html`<button class="primary save-close" @click=${handlers.onSave}>
              ${words.text('close.save')}
            </button>`
          : nothing
      }
    </div>
  </dialog>`;
}

function textKeys(
  loss: Loss | undefined,
  closing: boolean,
): Record<'title' | 'text' | 'cancel' | 'confirm', AgentMessageKey> {
  const title = 'close.title';
  const cancel = 'close.cancel';
  if (loss === 'live' && !closing) {
    return {
      title: 'close.title-hang-up',
      text: 'close.hang-up',
      cancel: 'close.keep-call',
      confirm: 'box.hang-up',
    };
  }
  if (loss === 'live') {
    return { title: 'close.title-live', text: 'close.live', cancel, confirm: 'close.confirm-live' };
  }
  if (loss === 'unsaved') {
    return {
      title: 'close.title-unsaved',
      text: 'close.unsaved',
      cancel,
      confirm: 'close.confirm-unsaved',
    };
  }
  return { title, text: 'close.over', cancel, confirm: 'close.confirm' };
}
