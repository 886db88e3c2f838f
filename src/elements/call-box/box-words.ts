import {
  cleanName,
  codeOf,
  isDialable,
  isOver,
  isRetryable,
  type EndDetail,
} from '../../callback/index.js';
import { isRefusal, MicrophoneError, type AgentCall } from '../../call/index.js';
import { agentMessages, type AgentMessageKey } from '../../messages/en/agent.js';
import type { Localize } from '../shared/localize.js';
import { nameOf } from '../shared/words.js';

type Words = Localize<AgentMessageKey>;

/** The button of a notice. Each is `call.accept()`, labelled for the situation. */
export type NoticeAction = 'try-again' | 'call-again' | 'use-again';

export interface Notice {
  readonly kind: 'info' | 'problem';
  readonly text: string;
  readonly action?: NoticeAction;
}

/** Who holds the call, or is about to; empty while nobody does. */
export function holdText(call: AgentCall, words: Words): string {
  const name = nameOf(call.callback);
  const { local, remote } = call.held;
  if (call.holding) return words.text(local ? 'box.resuming' : 'box.holding', { name });
  if (local && remote) return words.text('box.on-hold-both', { name });
  if (local) return words.text('box.on-hold', { name });
  return remote ? words.text('box.on-hold-remote', { name }) : '';
}

/** Where the call is, in words. */
export function stateText(call: AgentCall, words: Words): string {
  return words.text(stateKey(call));
}

function stateKey(call: AgentCall): AgentMessageKey {
  const { state, busy, microphone } = call;
  if (busy && microphone === 'pending' && !call.muted) {
    if (state === 'claimed' || call.interrupted) return 'box.microphone';
  }
  if (call.interrupted) return busy ? 'box.accepted' : 'box.interrupted';
  switch (state) {
    case 'waiting':
    case 'scheduled':
      if (busy) return 'box.claiming';
      return goneFor(call.error) ? 'box.waiting' : 'box.given-back';
    case 'claimed':
      return busy && microphone === 'open' ? 'box.accepted' : 'box.claimed';
    case 'ended':
    case 'wrapup':
    case 'done':
      return 'box.ended';
    default:
      return `box.${state}`;
  }
}

/** What the agent has to know or do now, or undefined. */
export function noticeOf(call: AgentCall, words: Words): Notice | undefined {
  if (call.box !== 'open' || isOver(call.state)) return undefined;
  const name = nameOf(call.callback);
  if (call.microphone === 'pending') {
    return { kind: 'info', text: words.text(pendingKey(call), { name }) };
  }
  if (call.error && !call.busy) return problemOf(call, call.error, words);
  if (call.soundBlocked) return { kind: 'info', text: words.text('box.sound-blocked') };
  if (call.interrupted && !call.busy) {
    const text = words.text('box.interrupted-help', { name });
    return { kind: 'problem', text, action: 'call-again' };
  }
  const device = call.microphoneReplacement;
  return device
    ? { kind: 'info', text: words.text('microphone.replaced', { name, device }) }
    : undefined;
}

function pendingKey(call: AgentCall): AgentMessageKey {
  return call.unheard ? 'microphone.replacing' : 'microphone.pending';
}

function problemOf(call: AgentCall, error: unknown, words: Words): Notice {
  if (error instanceof MicrophoneError) return microphoneProblem(call, error, words);
  const text = problemText(call, error, words);
  const code = codeOf(error);
  const again = code === undefined || code === 'claim-lost' || isRetryable(error);
  return again ? { kind: 'problem', text, action: 'try-again' } : { kind: 'problem', text };
}

/** The cause, and what has become of the visitor meanwhile. */
function microphoneProblem(call: AgentCall, error: MicrophoneError, words: Words): Notice {
  const name = nameOf(call.callback);
  if (call.microphoneRecovered) {
    const key = isRefusal(error.code) ? 'microphone.allowed-now' : 'microphone.found-now';
    return { kind: 'info', text: words.text(key, { name }), action: 'try-again' };
  }
  const cause = problemText(call, error, words);
  const text = [cause, ...meanwhile(call, error).map((key) => words.text(key, { name }))].join(' ');
  if (!error.retryable) return { kind: 'problem', text };
  return { kind: 'problem', text, action: call.unheard ? 'use-again' : 'try-again' };
}

function meanwhile(call: AgentCall, { code }: MicrophoneError): readonly AgentMessageKey[] {
  if (call.state === 'waiting') return ['microphone.returned'];
  return call.unheard && code !== 'microphone-lost' ? ['microphone.unheard'] : [];
}

/** What went wrong, in words for an agent. */
export function problemText(call: AgentCall, error: unknown, words: Words): string {
  const name = nameOf(call.callback);
  if (error instanceof MicrophoneError) {
    const cause = error.code.slice('microphone-'.length);
    return words.text(`microphone.${cause}` as AgentMessageKey, { name });
  }
  const agent = call.claimedBy?.name;
  if (codeOf(error) === 'already-claimed' && agent) {
    return words.text('error.already-claimed-by', { agent });
  }
  const key = `error.${codeOf(error) ?? 'other'}`;
  return words.text(isKey(key) ? key : 'error.other', { name });
}

/** How it ended and by whom, in words. */
export function outcomeText(call: AgentCall, words: Words): string {
  const { end } = call;
  const name = nameOf(call.callback);
  if (end) {
    if (end.reason === 'invalid-number' && !isDialable(call.callback.number)) {
      return words.text('outcome.unchecked');
    }
    const key = end.reason === 'completed' ? `completed-${end.by}` : end.reason;
    return words.text(`outcome.${key}` as AgentMessageKey, { name });
  }
  const { error } = call;
  if (goneFor(error)) return problemText(call, error, words);
  return words.text('outcome.given-back', { name });
}

/** What the telephone network said, as it is looked up: "SIP 486 Busy Here". */
export function detailText({ protocol, cause, text = '' }: EndDetail): string {
  return `${protocol} ${cause} ${cleanName(text)}`.trim();
}

/** Failures after which the request is not in Waiting, or not for this agent. */
function goneFor(error: unknown): boolean {
  const codes = ['already-claimed', 'callback-ended', 'not-found', 'refused', 'forbidden'];
  return codes.includes(codeOf(error) ?? '');
}

function isKey(key: string): key is AgentMessageKey {
  return key in agentMessages;
}
