import { html, nothing } from 'lit';
import type { AgentCall } from '../../call/index.js';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import { icons } from '../shared/icons.js';
import type { Localize } from '../shared/localize.js';

type Words = Localize<AgentMessageKey>;

export interface ControlOptions {
  readonly keypadShown: boolean;
  readonly onKeypad: () => void;
  readonly onTones: () => void;
}

/** Mute, keypad, hang up. */
export function boxControls(call: AgentCall, options: ControlOptions, words: Words) {
  const { muted } = call;
  const { keypadShown } = options;
  return html`<div class="controls" part="controls">
      <button class="mute" part="mute" aria-pressed=${muted} @click=${() => call.mute(!call.muted)}>
        ${muted ? icons.microphoneOff : icons.microphone} ${words.text('box.mute')}
      </button>
      <button
        class="keypad-toggle"
        aria-expanded=${keypadShown}
        aria-controls="keypad"
        @click=${options.onKeypad}
      >
        ${icons.keypad} ${words.text('box.keypad')}
      </button>
      <button class="danger hang-up" part="hang-up" @click=${() => call.hangUp()}>
        ${icons.phoneOff} ${words.text('box.hang-up')}
      </button>
    </div>
    ${
      muted
        ? html`<p class="muted-line" part="muted">
            ${icons.microphoneOff}<span>${words.text(muteKey(call))}</span>
          </p>`
        : nothing
    }
    <call-keypad
      id="keypad"
      .call=${call}
      ?hidden=${!keypadShown}
      @keypad-pressed=${options.onTones}
    ></call-keypad>`;
}

/** The moment before a call is hung up that nobody was asked about. */
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
