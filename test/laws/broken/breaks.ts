import type {
  AgentTransport,
  Call,
  CallReport,
  CallTransport,
  Claim,
  DeskUpdate,
  DialOptions,
  DialTarget,
  Receipt,
  RequestOptions,
  TransportErrorCode,
  VisitorTransport,
  VisitorUpdate,
  WaitingCallback,
  CallbackStatus,
} from '../../../src/transport/transport.js';
import { TransportError } from '../../../src/transport/transport.js';
import type { FakeDesk } from '../../../src/testing/index.js';
import { type LawDesk } from '../../../src/testing/index.js';
import type { CallbackRequest } from '../../../src/callback/index.js';
import { fakeDesk } from '../fake-harness.js';

/** Broken desks, by the name of the law that each of them breaks. */
export type Broken = Record<string, () => LawDesk>;

/** What has happened on a desk so far, for those who misbehave only at the right moment. */
export interface Memory {
  readonly fake: FakeDesk;
  readonly asked: { request: CallbackRequest; options: RequestOptions; receipt: Receipt }[];
  readonly claims: { page: AgentTransport; key: string; claim: Claim }[];
  readonly reports: { page: AgentTransport; token: string; report: CallReport }[];
  readonly released: Set<string>;
  readonly watched: Set<string>;
  advanced: boolean;
  lost: boolean;
}

/** In what a desk differs from the honest one. Transports are spread over the honest ones. */
export interface Breakage {
  visitor?(honest: VisitorTransport): Partial<VisitorTransport>;
  agent?(honest: AgentTransport): Partial<AgentTransport>;
  calls?(honest: CallTransport): Partial<CallTransport>;
  /** Changes one call in place. */
  call?(call: Call, target: DialTarget, options: DialOptions): void;
  harness?: Partial<LawDesk>;
}

/** A desk that is broken in one way. */
export function breaks(how: (memory: Memory) => Breakage): () => LawDesk {
  return () => {
    const desk = fakeDesk();
    const { fake } = desk;
    const honest = {
      visitor: fake.visitor.bind(fake),
      agent: fake.agent.bind(fake),
      calls: fake.calls.bind(fake),
      advance: fake.advance.bind(fake),
      loseAgent: fake.loseAgent.bind(fake),
    };
    const memory: Memory = {
      fake,
      asked: [],
      claims: [],
      reports: [],
      released: new Set(),
      watched: new Set(),
      advanced: false,
      lost: false,
    };
    const { visitor, agent, calls, call, harness } = how(memory);
    const line = rememberingLine(honest.calls(), call);
    return Object.assign(desk, {
      visitor() {
        const page = rememberingVisitor(honest.visitor(), memory);
        return { ...page, ...visitor?.(page) };
      },
      agent(who: { id: string; name: string }) {
        const page = rememberingAgent(honest.agent(who), memory);
        return { ...page, ...agent?.(page) };
      },
      calls: () => ({ ...line, ...calls?.(line) }),
      advance(ms: number) {
        memory.advanced = true;
        honest.advance(ms);
      },
      loseAgent(id: string) {
        memory.lost = true;
        honest.loseAgent(id);
      },
      ...harness,
    });
  };
}

function rememberingVisitor(honest: VisitorTransport, memory: Memory): VisitorTransport {
  return {
    ...honest,
    async request(request, options) {
      const receipt = await honest.request(request, options);
      memory.asked.push({ request, options, receipt });
      return receipt;
    },
    watch(receipt, options) {
      memory.watched.add(receipt.id);
      return honest.watch(receipt, options);
    },
  };
}

function rememberingAgent(honest: AgentTransport, memory: Memory): AgentTransport {
  const page: AgentTransport = {
    ...honest,
    async claim(id, options) {
      const claim = await honest.claim(id, options);
      memory.claims.push({ page, key: options.claimKey, claim });
      return claim;
    },
    async release(claim, reason, options) {
      await honest.release(claim, reason, options);
      memory.released.add(claim.token);
    },
    async report(claim, report, options) {
      await honest.report(claim, report, options);
      memory.reports.push({ page, token: claim.token, report });
    },
  };
  return page;
}

function rememberingLine(honest: CallTransport, change: Breakage['call']): CallTransport {
  return {
    supports: honest.supports,
    connection: honest.connection,
    dial(target, options) {
      const call = honest.dial(target, options);
      change?.(call, target, options);
      return call;
    },
  };
}

/** A refusal that nobody has asked for. */
export function refusal(code: TransportErrorCode): TransportError {
  return new TransportError(code, `A broken desk says ${code}.`);
}

/** Whether a refusal has this code. */
export function is(error: unknown, code: TransportErrorCode): boolean {
  return error instanceof TransportError && error.code === code;
}

/** A stream whose updates are changed, dropped (`[]`) or multiplied on the way. */
export async function* through<T>(
  stream: AsyncIterable<T>,
  change: (update: T) => readonly T[],
): AsyncGenerator<T, undefined> {
  for await (const update of stream) yield* change(update);
}

/** Watches tell these statuses instead. */
export function statuses(
  change: (status: CallbackStatus, memory: Memory) => CallbackStatus | readonly CallbackStatus[],
): () => LawDesk {
  return updates((update, memory) => {
    if (update.type !== 'status') return [update];
    return [change(update.status, memory)].flat().map((status) => ({ type: 'status', status }));
  });
}

/** Watches tell these updates instead. */
export function updates(
  change: (update: VisitorUpdate, memory: Memory) => readonly VisitorUpdate[],
): () => LawDesk {
  return breaks((memory) => ({
    visitor: (honest) => ({
      watch: (receipt, options) =>
        through(honest.watch(receipt, options), (update) => change(update, memory)),
    }),
  }));
}

/** Desks tell these updates instead. */
export function desks(
  change: (update: DeskUpdate, memory: Memory, page: AgentTransport) => readonly DeskUpdate[],
): () => LawDesk {
  return breaks((memory) => ({
    agent: (honest) => ({
      desk: (options) => through(honest.desk(options), (update) => change(update, memory, honest)),
    }),
  }));
}

export type Snapshot = DeskUpdate & { type: 'snapshot' };

/** Desks begin with another snapshot. */
export function snapshots(
  change: (snapshot: Snapshot, memory: Memory, page: AgentTransport) => Partial<Snapshot>,
): () => LawDesk {
  return desks((update, memory, page) =>
    update.type === 'snapshot' ? [{ ...update, ...change(update, memory, page) }] : [update],
  );
}

/** Snapshots show these rows instead. */
export function rows(
  change: (row: WaitingCallback, memory: Memory) => WaitingCallback,
): () => LawDesk {
  return snapshots(({ waiting }, memory) => ({
    waiting: waiting.map((row) => change(row, memory)),
  }));
}

/** Updates tell of these rows instead. */
export function arrivals(
  change: (row: WaitingCallback, memory: Memory) => WaitingCallback,
): () => LawDesk {
  return desks((update, memory) =>
    update.type === 'waiting'
      ? [{ ...update, callback: change(update.callback, memory) }]
      : [update],
  );
}

/** A stream that keeps only the newest of one kind for a reader who is not waiting for the next. */
export async function* newest<T extends { readonly type: string }>(
  type: T['type'],
  stream: AsyncIterable<T>,
): AsyncGenerator<T, undefined> {
  const unread: T[] = [];
  let wake = () => {};
  let over = false;
  let error: unknown;
  const pump = async () => {
    try {
      for await (const update of stream) {
        const older = unread.findIndex((one) => one.type === type);
        if (update.type === type && older >= 0) unread.splice(older, 1);
        unread.push(update);
        wake();
      }
    } catch (reason) {
      error = reason;
    }
    over = true;
    wake();
  };
  void pump();
  for (;;) {
    while (unread.length > 0) yield unread.shift() as T;
    if (error) throw error as Error;
    if (over) return;
    await new Promise<void>((resolve) => (wake = resolve));
  }
}
