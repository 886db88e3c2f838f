import type { TemplateResult } from 'lit';
import { cleanName, retryReasons, type EndReason } from '../../callback/index.js';
import type { VisitorMessageKey } from '../../messages/en/visitor.js';
import type { CallbackStatus } from '../../transport/transport.js';
import { icons } from '../shared/icons.js';
import type { FollowProblem } from './follower.js';
import { visitorIcons } from '../shared/visitor-icons.js';
import { formatTime, isolated, ltrIsolated, zoneName } from '../shared/intl.js';

/** A sentence: its key with what is filled in. */
export interface Sentence {
  readonly key: VisitorMessageKey;
  readonly parameters?: Readonly<Record<string, string | number>>;
}

/** How a status is shown: never by its colour alone. */
export interface StatusView {
  readonly icon: TemplateResult<2>;
  /** `calm`: it takes its time; `active`: something happens now. */
  readonly tone: 'calm' | 'active' | 'good' | 'bad';
  readonly title: Sentence;
  readonly text: readonly Sentence[];
  /** The step that is under way, 0 to 2; 3: all are done; absent: steps would say nothing. */
  readonly step?: number;
}

const reasonIcons: Partial<Record<EndReason, TemplateResult<2>>> = {
  completed: icons.check,
  transferred: icons.phone,
  'visitor-canceled': icons.check,
  expired: icons.clock,
  'no-agents': icons.clock,
};

const triedWords: Partial<Record<EndReason, VisitorMessageKey>> = {
  busy: 'status.tried-busy',
  'no-answer': 'status.tried-no-answer',
  voicemail: 'status.tried-voicemail',
  rejected: 'status.tried-rejected',
};

/** Nothing more is to be expected: the visitor may put it away and ask again. */
export function isSettled(status: CallbackStatus): boolean {
  if (status.final) return true;
  // A failed attempt may yet be followed by another one, until the agent has decided.
  return status.end !== undefined && !retryReasons.includes(status.end.reason);
}

/** @param caller the number that calls, ready to be read, where known. */
export function statusView(
  status: CallbackStatus,
  caller: string | undefined,
  language: string,
): StatusView {
  const { state, end, attempts } = status;
  switch (state) {
    case 'scheduled':
    case 'waiting':
      return attempts > 0 ? tried(status, language) : waiting(status, language);
    case 'accepted': {
      const { text } = plain('accepted');
      return { title: byAgent(status), text, icon: icons.phone, tone: 'active', step: 0 };
    }
    case 'dialing':
    case 'ringing': {
      const text: Sentence = caller
        ? { key: `status.${state}-from-text`, parameters: { number: ltrIsolated(caller) } }
        : { key: `status.${state}-text` };
      const icon = state === 'dialing' ? visitorIcons.outgoing : visitorIcons.ringing;
      return { icon, tone: 'active', title: byAgent(status), text: [text], step: 1 };
    }
    case 'connected':
      return { ...plain('connected'), icon: icons.phone, tone: 'good', step: 2 };
    case 'held':
      return { ...plain('held'), icon: visitorIcons.pause, tone: 'calm', step: 2 };
    case 'reconnecting':
      return {
        ...plain('reconnecting'),
        ...(status.agentUnreachable ? { text: [{ key: 'status.unreachable-text' }] } : {}),
        icon: visitorIcons.offline,
        tone: 'active',
        step: 2,
      };
    case 'ended':
      if (end && !isSettled(status)) return attempted(end.reason);
      return ended(end?.reason ?? 'completed', end?.by);
  }
}

/** Why there is nothing to see. */
export function problemView(problem: FollowProblem | 'no-service'): StatusView {
  const icon = problem === 'unavailable' ? visitorIcons.offline : icons.alert;
  return { ...plain(problem), icon, tone: problem === 'unavailable' ? 'calm' : 'bad' };
}

type PlainState =
  | 'accepted'
  | 'connected'
  | 'held'
  | 'reconnecting'
  | 'waiting'
  | 'no-service'
  | FollowProblem
  | EndReason;

function plain(name: PlainState): Pick<StatusView, 'title' | 'text'> {
  return { title: { key: `status.${name}-title` }, text: [{ key: `status.${name}-text` }] };
}

function waiting({ state, notBefore }: CallbackStatus, language: string): StatusView {
  if (state === 'waiting') return { ...plain('waiting'), icon: icons.clock, tone: 'calm', step: 0 };
  const text: readonly Sentence[] =
    notBefore === undefined
      ? [{ key: 'status.scheduled-text' }]
      : [
          {
            key: 'status.scheduled-at-text',
            parameters: { time: formatTime(notBefore, language) },
          },
          { key: 'form.zone', parameters: { zone: zoneName(language) } },
        ];
  const title: Sentence = { key: 'status.scheduled-title' };
  return { icon: icons.clock, tone: 'calm', title, text, step: 0 };
}

/** Who calls, where the site wants it known. */
function byAgent({ state, agent = '' }: CallbackStatus): Sentence {
  const name = cleanName(agent);
  const known = state as 'accepted' | 'dialing' | 'ringing';
  // The phone rings, whoever lets it.
  if (name === '' || known === 'ringing') return { key: `status.${known}-title` };
  return { key: `status.${known}-by-title`, parameters: { agent: isolated(name) } };
}

function tried({ lastAttempt, notBefore }: CallbackStatus, language: string): StatusView {
  const next: Sentence =
    notBefore !== undefined && notBefore > Date.now()
      ? { key: 'status.tried-at-text', parameters: { time: formatTime(notBefore, language) } }
      : { key: 'status.tried-text' };
  const text = [{ key: triedKey(lastAttempt) }, next];
  return { icon: icons.phone, tone: 'calm', title: { key: 'status.tried-title' }, text, step: 0 };
}

function attempted(reason: EndReason): StatusView {
  const text: Sentence[] = [{ key: triedKey(reason) }, { key: 'status.maybe-text' }];
  return { icon: icons.phone, tone: 'calm', title: { key: 'status.tried-title' }, text };
}

function triedKey(reason: EndReason | undefined): VisitorMessageKey {
  return (reason && triedWords[reason]) ?? 'status.tried-failed';
}

function ended(reason: EndReason, by: 'agent' | 'visitor' | 'system' | undefined): StatusView {
  const { title, text } = plain(reason);
  const icon = reasonIcons[reason] ?? icons.phoneOff;
  // The two have talked, and the visitor goes on with somebody else.
  if (reason === 'transferred') return { icon, tone: 'good', title, text, step: 3 };
  if (reason !== 'completed') {
    const tone = reason === 'visitor-canceled' || reason === 'duplicate' ? 'calm' : 'bad';
    return { icon, tone, title, text };
  }
  const who: Sentence[] = by ? [{ key: `status.by-${by}` }] : [];
  return { icon, tone: 'good', title, text: [...who, ...text], step: 3 };
}
