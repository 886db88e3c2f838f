import { html, nothing } from 'lit';
import { isLive, isOver } from '../../callback/index.js';
import type { AgentCall } from '../../call/index.js';
import type { AgentMessageKey } from '../../messages/en/agent.js';
import { agentIcons } from '../shared/agent-icons.js';
import { icons } from '../shared/icons.js';
import type { Localize } from '../shared/localize.js';
import type { NumberTexts } from '../shared/number-texts.js';
import { detailText, outcomeText, stateText, type Notice } from './box-words.js';
import { details, page, tags } from '../shared/request-facts.js';
import { clockText } from '../shared/words.js';

type Words = Localize<AgentMessageKey>;

/** Where the call is and for how long; once it is over, how it ended. */
export function boxState(call: AgentCall, words: Words) {
  const closed = call.box === 'closed';
  const over = isOver(call.state);
  const { connectedAt } = call;
  const talked = connectedAt && (call.endedAt ?? Date.now()) - connectedAt;
  return html`<div class="state-line">
      ${closed ? html`<span class="chip">${words.text('box.closed')}</span>` : nothing}
      <span class="state" part="state">
        <span class="dot"></span
        >${closed && !over ? outcomeText(call, words) : stateText(call, words)}
      </span>
      ${
        talked === undefined
          ? nothing
          : html`<span class="visually-hidden">${words.text('box.duration')}</span>
              <span class="timer" part="timer">${clockText(talked)}</span>`
      }
    </div>
    ${over ? outcome(call, words) : nothing}`;
}

function outcome(call: AgentCall, words: Words) {
  const sent = call.tones.filter(({ state }) => state === 'sent').map(({ tone }) => tone);
  const tones = sent.join('');
  const detail = call.end?.detail && detailText(call.end.detail);
  return html`<p class="outcome">
    ${outcomeText(call, words)}${
      detail ? html`<br /><span class="small typed" dir="auto">${detail}</span>` : nothing
    }${tones ? html`<br />${words.text('outcome.tones', { tones })}` : nothing}
  </p>`;
}

/** The number that the visitor sees calling, while it calls. */
export function boxCallerId(call: AgentCall, numbers: NumberTexts, words: Words) {
  const { callerId: e164 } = call;
  if (!e164 || !isLive(call.state) || call.box === 'closed') return nothing;
  return html`<p class="small caller-id" part="caller-id">
    ${words.text('box.caller-id')} <span class="number">${numbers.of({ e164 })}</span>
  </p>`;
}

/** What the agent should know of the request while it is being called. */
export function boxFacts(call: AgentCall, words: Words) {
  if (call.box === 'closed' || isOver(call.state)) return nothing;
  const known = tags(call.callback, words);
  return html`${page(call.callback, words)}
  ${known.length > 0 ? html`<div class="tags">${known}</div>` : nothing}
  ${details(call.callback, words)}`;
}

/** What the agent has to know or do now. */
export function boxNotice(call: AgentCall, { kind, text, action }: Notice, words: Words) {
  return html`<div class="notice ${kind}" part="notice">
    ${kind === 'info' ? agentIcons.microphone : icons.alert}
    <p class="typed">${text}</p>
    ${
      action
        ? html`<div class="actions">
            <button class="primary again" @click=${() => void call.accept()}>
              ${words.text(`box.${action}`)}
            </button>
            ${
              call.interrupted
                ? html`<button class="danger" part="hang-up" @click=${() => call.hangUp()}>
                    ${icons.phoneOff} ${words.text('box.hang-up')}
                  </button>`
                : nothing
            }
          </div>`
        : nothing
    }
  </div>`;
}
