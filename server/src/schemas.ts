import {
  callbackStates,
  endReasons,
  liveStates,
  type EndReason,
  type VisitorState,
} from 'callback-elements/callback.js';
import { transportErrors } from 'callback-elements/transport/transport.js';
import {
  Type,
  type Static,
  type TObject,
  type TObjectOptions,
  type TProperties,
  type TSchema,
} from '@fastify/type-provider-typebox';
import { secretPattern } from './secrets.js';

/*
 * What comes and goes on the wire: checked by it, typed by it, documented by it. `contract.ts` holds it to
 * be the same as the transport contract. Lengths that the contract has a code for are the desk's to refuse.
 * What has a title is a schema of its own in `openapi.json`.
 */

/** Unknown fields are refused: they would be kept as part of the request, and mean nothing. */
function strict<P extends TProperties>(properties: P, options: TObjectOptions = {}): TObject<P> {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

/** The values of the contract's closed lists. */
function oneOf<const T extends readonly string[]>(values: T, description?: string) {
  return Type.Unsafe<T[number]>({
    type: 'string',
    enum: [...values],
    ...(description && { description }),
  });
}

const time = (description?: string) =>
  Type.Integer({
    minimum: 0,
    maximum: 8.64e15,
    description: description ?? 'Milliseconds since the epoch.',
  });
const count = Type.Integer({ minimum: 0 });
const country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2.' });
const key = '^[\\x21-\\x7e]{1,128}$';
const id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' });

export const PhoneNumber = Type.Union(
  [
    strict(
      {
        e164: Type.String({ maxLength: 64 }),
        extension: Type.Optional(Type.String({ maxLength: 64 })),
      },
      { description: 'Judged in the browser: E.164, extension apart.' },
    ),
    strict(
      { raw: Type.String({ maxLength: 256 }), region: Type.String({ maxLength: 8 }) },
      { description: 'As typed: the relay judges it.' },
    ),
  ],
  { title: 'PhoneNumber' },
);

const RequestPage = strict({ url: Type.String(), title: Type.String() });

const context = Type.Record(Type.String(), Type.String());

export const CallbackRequest = strict(
  {
    name: Type.String(),
    number: PhoneNumber,
    region: Type.Optional(country),
    language: Type.Optional(Type.String({ maxLength: 64, description: 'BCP 47.' })),
    page: Type.Optional(RequestPage),
    consent: Type.Optional(
      strict({
        text: Type.String(),
        version: Type.Optional(Type.String({ maxLength: 200 })),
        at: time(),
      }),
    ),
    notBefore: Type.Optional(
      Type.Number({ description: 'Not before: milliseconds since the epoch.' }),
    ),
    context: Type.Optional(context),
  },
  { title: 'CallbackRequest' },
);

export const Submission = strict({
  request: CallbackRequest,
  proof: Type.Optional(
    Type.String({ maxLength: 4096, description: 'The solved challenge, where the site has one.' }),
  ),
});

export const RequestChange = strict(
  {
    number: Type.Optional(PhoneNumber),
    region: Type.Optional(country),
    notBefore: Type.Optional(
      Type.Union([Type.Number(), Type.Null()], {
        description: 'The new time; null: as soon as possible.',
      }),
    ),
  },
  { title: 'RequestChange' },
);

export const IssuedReceipt = Type.Object(
  { id: Type.String(), expiresAt: time('When it stops working.') },
  { title: 'IssuedReceipt', description: 'The secret stays in the browser that made it.' },
);

export const TimeRange = Type.Object({ from: time(), to: time() }, { title: 'TimeRange' });

export const Challenge = Type.Object(
  {
    kind: Type.String(),
    puzzle: Type.Unknown({ description: 'As the kind has it.' }),
    validFor: Type.Number({ description: 'Milliseconds from now.' }),
  },
  { title: 'Challenge' },
);

export const Availability = Type.Object(
  {
    state: oneOf(['ready', 'busy', 'unstaffed', 'closed', 'unknown']),
    opensAt: Type.Optional(time('The next opening.')),
    agents: Type.Optional(count),
    estimatedWait: Type.Optional(Type.Number({ description: 'Seconds.' })),
  },
  { title: 'Availability' },
);

const EndDetail = Type.Object({
  protocol: oneOf(['SIP', 'Q.850']),
  cause: Type.Integer(),
  text: Type.Optional(Type.String({ maxLength: 200 })),
});

export const CallbackEnd = Type.Object(
  {
    reason: oneOf(endReasons),
    by: oneOf(['agent', 'visitor', 'system']),
    detail: Type.Optional(EndDetail),
  },
  { title: 'CallbackEnd' },
);

const visitorStates = callbackStates.filter(
  (state): state is VisitorState => !['claimed', 'wrapup', 'done'].includes(state),
);

export const CallbackStatus = Type.Object(
  {
    state: oneOf(visitorStates),
    version: Type.Integer({ minimum: 1, description: 'Grows with each change.' }),
    end: Type.Optional(CallbackEnd),
    final: Type.Optional(Type.Literal(true)),
    attempts: count,
    lastAttempt: Type.Optional(oneOf(endReasons)),
    notBefore: Type.Optional(time('With `scheduled`: when it will be called.')),
    expiresAt: Type.Optional(time('If later than the receipt says.')),
    callerId: Type.Optional(Type.String()),
    number: Type.Optional(Type.String({ description: 'Masked.' })),
    agent: Type.Optional(Type.String()),
    agentUnreachable: Type.Optional(Type.Literal(true)),
  },
  { title: 'CallbackStatus' },
);

export const QueuePlace = Type.Object(
  {
    position: Type.Integer({ minimum: 1 }),
    estimatedWait: Type.Optional(Type.Number({ description: 'Seconds.' })),
  },
  { title: 'QueuePlace' },
);

export const Agent = Type.Object({ id: Type.String(), name: Type.String() });

const Ready = strict({ state: Type.Literal('ready') });
const Paused = strict({
  state: Type.Literal('paused'),
  reason: Type.Optional(Type.String({ maxLength: 200 })),
});

export const ChosenPresence = Type.Union([Ready, Paused], { title: 'ChosenPresence' });

export const Presence = Type.Union([Ready, Paused, Type.Object({ state: Type.Literal('busy') })], {
  title: 'Presence',
});

export const WaitingCallback = Type.Object(
  {
    id: Type.String(),
    state: oneOf(['waiting', 'claimed']),
    claimedBy: Type.Optional(Agent),
    name: Type.String(),
    number: PhoneNumber,
    region: Type.Optional(country),
    language: Type.Optional(Type.String()),
    page: Type.Optional(RequestPage),
    context: Type.Optional(context),
    requestedAt: time('First asked for.'),
    notBefore: Type.Optional(time()),
    attempts: count,
    lastAttempt: Type.Optional(oneOf(endReasons)),
    asked: count,
  },
  { title: 'WaitingCallback' },
);

const DialInstructions = Type.Object({
  uri: Type.Optional(Type.String()),
  callerId: Type.Optional(Type.String()),
  authorization: Type.Optional(
    Type.Object({
      username: Type.String(),
      password: Type.String(),
      expiresAt: Type.Optional(time()),
    }),
  ),
});

export const Claim = Type.Object(
  {
    id: Type.String(),
    token: Type.String({ description: 'Opens report, release and finish.' }),
    seq: count,
    callback: WaitingCallback,
    leaseUntil: Type.Optional(time()),
    dial: Type.Optional(DialInstructions),
  },
  { title: 'Claim' },
);

export const MyClaim = Type.Object(
  { claim: Claim, state: oneOf(callbackStates), end: Type.Optional(CallbackEnd) },
  { title: 'MyClaim' },
);

const Disposition = Type.Object({ code: Type.String(), label: Type.String() });

export const DeskSnapshot = Type.Object(
  {
    type: Type.Literal('snapshot'),
    waiting: Type.Array(WaitingCallback),
    claims: Type.Array(MyClaim),
    now: time('The relay’s clock.'),
    presence: Type.Optional(Presence),
    dispositions: Type.Optional(Type.Array(Disposition)),
  },
  { title: 'DeskSnapshot' },
);

/** What the stream of an agent's desk tells; whether it is connected is the reader's own to say. */
export const DeskEvent = Type.Union(
  [
    DeskSnapshot,
    Type.Object({ type: Type.Literal('waiting'), callback: WaitingCallback }),
    Type.Object({ type: Type.Literal('left'), id: Type.String() }),
    Type.Object({ type: Type.Literal('claim'), claim: MyClaim }),
    Type.Object({ type: Type.Literal('claim-lost'), id: Type.String(), token: Type.String() }),
    Type.Object({ type: Type.Literal('presence'), presence: Presence }),
  ],
  { title: 'DeskEvent' },
);

const token = Type.String({ minLength: 1, maxLength: 128, description: 'Of the claim.' });

export const Release = strict({
  token,
  reason: oneOf(['declined', 'microphone', 'microphone-timeout']),
});

const seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const session = Type.Optional(
  Type.String({
    pattern: '^[A-Za-z0-9_-]{1,64}$',
    description: 'The page that reports, and has the call.',
  }),
);

export const Report = Type.Union([
  strict({
    token,
    seq,
    session,
    state: oneOf(['accepted', ...liveStates]),
    callerId: Type.Optional(Type.String({ maxLength: 64 })),
  }),
  strict({
    token,
    seq,
    session,
    state: Type.Literal('ended'),
    end: strict({
      reason: Type.Unsafe<EndReason>({ type: 'string', enum: [...endReasons] }),
      by: oneOf(['agent', 'visitor', 'system']),
      detail: Type.Optional(
        strict({
          protocol: oneOf(['SIP', 'Q.850']),
          cause: Type.Integer(),
          text: Type.Optional(Type.String({ maxLength: 200 })),
        }),
      ),
    }),
  }),
]);

const finishKey = Type.String({ pattern: key });
const notes = Type.Optional(Type.String({ maxLength: 10_000 }));

export const Finish = Type.Union([
  strict({ token, finishKey, disposition: Type.Optional(Type.String({ maxLength: 200 })), notes }),
  strict({ token, finishKey, retryAt: Type.Number({ description: 'Retry later.' }), notes }),
]);

export const Problem = Type.Object(
  {
    type: Type.Literal('about:blank'),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String({ description: 'For a developer.' })),
    code: Type.Optional(
      oneOf(
        Object.keys(transportErrors) as (keyof typeof transportErrors)[],
        'The code of the transport contract; absent where it has none.',
      ),
    ),
    retryable: Type.Boolean({ description: 'Whether the same call may succeed later.' }),
    retryAfter: Type.Optional(Type.Integer({ description: 'Seconds.' })),
  },
  { title: 'Problem', description: 'RFC 9457.' },
);

const site = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });

export const SiteParams = Type.Object({ site });
export const CallbackParams = Type.Object({ site, id });
export const SessionParams = Type.Object({ site, session: id });
export const SlotsQuery = Type.Object({ from: time(), to: time() });
export const StreamQuery = Type.Object({ session: id });
export const ResumeHeaders = Type.Object({
  'last-event-id': Type.Optional(Type.String({ maxLength: 128 })),
});
export const KeyHeaders = Type.Object({
  'idempotency-key': Type.String({ pattern: key, description: 'The same for each repeat.' }),
});

export const Empty = Type.Null({ description: 'Nothing to say.' });

const secretFormat = new RegExp(secretPattern);

/** Whether this can be a visitor's secret: shorter ones could be guessed. */
export function isSecret(text: string): boolean {
  return secretFormat.test(text);
}

export type { Static, TSchema };
