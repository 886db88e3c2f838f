import { html, nothing } from 'lit';
import type { AgentCall } from '../../call/index.js';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import { holdText } from './box-words.js';
import { agentIcons } from '../shared/agent-icons.js';
import { icons } from '../shared/icons.js';
import type { Localize } from '../shared/localize.js';

type Words = Localize<AgentMessageKey>;

export interface ControlOptions {
  readonly keypadShown: boolean;
  readonly transferShown: boolean;
  readonly onKeypad: () => void;
  readonly onTransfer: () => void;
  readonly onTones: () => void;
}

/** Mute, hold, keypad, transfer, hang up, and what they have brought about. */
export function boxControls(call: AgentCall, options: ControlOptions, words: Words) {
  const { muted, supports } = call;
  const { keypadShown, transferShown } = options;
  return html`<div class="controls" part="controls">
      <button class="mute" part="mute" aria-pressed=${muted} @click=${() => call.mute(!call.muted)}>
        ${muted ? agentIcons.microphoneOff : agentIcons.microphone} ${words.text('box.mute')}
      </button>
      ${
        supports.hold
          ? html`<button
              class="hold"
              part="hold"
              aria-pressed=${call.held.local}
              aria-disabled=${call.canHold ? nothing : 'true'}
              @click=${() => void call.hold(!call.held.local)}
            >
              ${agentIcons.pause} ${words.text('box.hold')}
            </button>`
          : nothing
      }
      <button
        class="keypad-toggle"
        aria-expanded=${keypadShown}
        aria-controls="keypad"
        @click=${options.onKeypad}
      >
        ${agentIcons.keypad} ${words.text('box.keypad')}
      </button>
      ${
        supports.transfer
          ? html`<button
              class="transfer-toggle"
              part="transfer-toggle"
              aria-expanded=${transferShown}
              aria-controls=${transferShown ? 'transfer' : nothing}
              aria-disabled=${call.canTransfer && !call.transferring ? nothing : 'true'}
              @click=${() => options.onTransfer()}
            >
              ${agentIcons.transfer} ${words.text('box.transfer')}
            </button>`
          : nothing
      }
      <button class="danger hang-up" part="hang-up" @click=${() => call.hangUp()}>
        ${icons.phoneOff} ${words.text('box.hang-up')}
      </button>
    </div>
    ${
      muted
        ? html`<p class="muted-line" part="muted">
            ${agentIcons.microphoneOff}<span>${words.text(muteKey(call))}</span>
          </p>`
        : nothing
    }
    ${heldLine(call, words)}
    <call-keypad
      id="keypad"
      .call=${call}
      ?hidden=${!keypadShown}
      @keypad-pressed=${options.onTones}
    ></call-keypad>`;
}

function heldLine(call: AgentCall, words: Words) {
  const text = holdText(call, words);
  const line = text
    ? html`<p class="held-line" part="held">
        ${agentIcons.pause}<span class="typed">${text}</span>
      </p>`
    : nothing;
  const problem = call.holdError
    ? html`<p class="error" role="alert">
        ${icons.alert}<span>${words.text('box.hold-failed')}</span>
      </p>`
    : nothing;
  return html`${line} ${problem}`;
}

/** The countdown before a call is hung up without a question. */
export function boxCountdown(left: number, onKeep: () => void, words: Words) {
  return html`<div class="notice problem countdown" part="countdown">
    ${icons.phoneOff}
    <p>${words.text('close.countdown', { seconds: left })}</p>
    <div class="actions">
      <button class="primary keep" @click=${onKeep}>${words.text('close.keep-call')}</button>
    </div>
  </div>`;
}

function muteKey({ mutedBecause }: AgentCall): AgentMessageKey {
  return mutedBecause === 'other-call' ? 'box.muted-other' : 'box.muted';
}
