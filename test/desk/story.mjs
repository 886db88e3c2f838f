// Stories: what visitors, agents, the network and time do to one desk. A step is short data that
// fast-check can leave out; what it means is settled when it is played, so that every part of a story
// is a story too.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AgentUpdates } from 'callback-elements/desk.js';
import { agents, day, deskKit, hour, minute, numbers, requestFor, second } from './kit.mjs';
import { Watcher } from './invariants.mjs';

const pauses = [
  second,
  30 * second,
  2 * minute,
  11 * minute,
  hour + second,
  13 * hour,
  25 * hour,
  3 * day,
];
const sessions = ['page-1', 'page-2'];
const reports = [
  'accepted',
  'dialing',
  'ringing',
  'connected',
  'held',
  'reconnecting',
  'busy',
  'no-answer',
  'completed',
  'invalid-number',
];
const ends = ['completed', 'busy', 'refused', 'no-agents'];

/** What visitors and agents must never read: see `Watcher`. */
export const secrets = {
  notes: 'NOTES',
  disposition: 'OUTCOME',
  detail: 'CAUSE',
};

const small = fc.nat(23);
const steps = Object.entries({
  ask: 8,
  cancel: 3,
  change: 5,
  claim: 10,
  release: 4,
  report: 14,
  finish: 6,
  presence: 1,
  arrive: 3,
  stay: 2,
  renew: 1,
  leave: 1,
  lose: 2,
  end: 1,
  wait: 7,
  sweep: 1,
  look: 2,
}).map(([name, weight]) => ({ weight, arbitrary: fc.tuple(fc.constant(name), small, small) }));

/** How a message travels: whether it comes, whether its answer does, and whether it comes again. */
const fate = fc.tuple(
  fc.constantFrom('', '', '', '', '', '', '', '', 'lost', 'unanswered'),
  // After how many steps: late ones come for the second time, lost ones for the first.
  fc.option(fc.nat(40), { freq: 3 }),
);

export const story = fc.array(fc.tuple(fc.oneof(...steps), fate), { maxLength: 120, size: 'max' });

const policy = { hours: undefined, showAgent: false, handlingTime: 240 };

/**
 * Plays a story, and checks the desk after each move.
 * @param {object} [options] those of `deskKit`; `settlesAtOnce`: the desk wakes whenever something is
 *   due; `lastingPages`: agents' pages do not vanish by themselves
 * @returns {{ moves: number, told: string[], records: object[] }} how many moves reached the desk, what
 *   was answered, and what has become of it
 * @throws what a check throws, with the `told` story up to there
 */
export function play(steps, options) {
  const teller = new Teller(options);
  try {
    for (const [[name, a, b], fate] of steps) {
      teller[name](a, b, fate);
      teller.letCome();
    }
    teller.letCome(Infinity);
    teller.look();
    const { moves, told } = teller;
    return { moves, told, records: teller.watcher.store.all };
  } catch (error) {
    throw Object.assign(error, { told: teller.told });
  }
}

class Teller {
  moves = 0;
  /** The story in words, a line for each move. */
  told = [];
  /** What is on the way, by the step at which it comes. */
  underway = [];
  step = 0;
  /** What visitors hold. */
  receipts = [];
  /** What agents hold: each claim with the `seq` that its page has come to. */
  claims = [];
  keys = 0;

  constructor(options) {
    const { settlesAtOnce = false, lastingPages = false, ...kit } = options ?? {};
    const { desk, store, clock } = deskKit({ policy, ...kit });
    Object.assign(this, { desk, clock, settlesAtOnce, lastingPages });
    this.watcher = new Watcher(desk, store, clock);
    this.readers = agents.map((agent) => ({ agent, updates: new AgentUpdates(), seen: undefined }));
  }

  // Visitors

  ask(a, b, fate) {
    const number = numbers[a % numbers.length];
    const [when, notBefore] = this.#time(b);
    const body = requestFor(number, notBefore === undefined ? {} : { notBefore });
    const key = this.#key('ask');
    const secret = `secret-of-${key}`;
    this.#send(fate, {
      text: `a visitor asks to be called at ${number} ${when}, key ${key}`,
      move: 'request',
      key,
      call: () => this.desk.request(body, { requestKey: key, secret }),
      got: (receipt) => this.receipts.push(receipt),
    });
  }

  cancel(a, _b, fate) {
    const receipt = recent(this.receipts, a);
    if (!receipt) return;
    this.#send(fate, {
      text: `the visitor of ${receipt.id} cancels`,
      move: 'cancel',
      id: receipt.id,
      call: () => this.desk.cancel(receipt),
    });
  }

  change(a, b, fate) {
    const receipt = recent(this.receipts, a);
    if (!receipt) return;
    const [when, time] = this.#time(b >> 2);
    const number = b % 4 === 0 ? undefined : numbers[(b % 4) % numbers.length];
    const retimes = b % 3 === 0 || number === undefined;
    const wish = {
      ...(number && { number: { e164: number } }),
      ...(retimes && { notBefore: time ?? null }),
    };
    const key = this.#key('change');
    const words = [number, retimes && when].filter(Boolean).join(', ');
    this.#send(fate, {
      text: `the visitor of ${receipt.id} changes to ${words}, key ${key}`,
      move: 'change',
      id: receipt.id,
      call: () => this.desk.change(receipt, wish, key),
    });
  }

  // Agents

  claim(a, b, fate) {
    const receipt = recent(this.receipts, a);
    if (!receipt) return;
    const agent = nth(agents, b);
    const { id } = receipt;
    const key = this.#key('claim');
    this.#send(fate, {
      text: `${agent.name} claims ${id}, key ${key}`,
      move: 'claim',
      id,
      key,
      call: () => this.desk.claim(id, agent, key),
      got: (claim) => this.claims.push({ agent, claim, seq: claim.seq }),
    });
  }

  release(a, _b, fate) {
    const mine = recent(this.claims, a);
    if (!mine) return;
    const { agent, claim } = mine;
    this.#send(fate, {
      text: `${agent.name} releases ${claim.id} (${claim.token})`,
      move: 'release',
      id: claim.id,
      token: claim.token,
      call: () => this.desk.release(agent, claim),
    });
  }

  report(a, b, fate) {
    const mine = recent(this.claims, a);
    if (!mine) return;
    const { agent, claim } = mine;
    const what = nth(reports, b);
    const seq = ++mine.seq;
    const session = b % 3 === 0 ? sessions[0] : undefined;
    const isEnd = reports.indexOf(what) > 5;
    const detail = { protocol: 'SIP', cause: 486, text: secrets.detail };
    const report = isEnd
      ? { seq, state: 'ended', end: { reason: what, by: 'system', detail } }
      : { seq, state: what };
    this.#send(fate, {
      text: `${agent.name} reports ${claim.id} (${claim.token}) ${what}, seq ${seq}`,
      move: 'report',
      id: claim.id,
      token: claim.token,
      report,
      call: () => this.desk.report(agent, claim, report, session),
    });
  }

  finish(a, b, fate) {
    const mine = recent(this.claims, a);
    if (!mine) return;
    const { agent, claim } = mine;
    const finishKey = this.#key('finish');
    const { notes, disposition } = secrets;
    const [retryAt, how] = [
      [undefined, 'done'],
      [0, 'to be tried again at once'],
      [this.clock.now + hour, 'to be tried again in an hour'],
      [this.clock.now + 2 * day, 'to be tried again in two days'],
    ][b % 4];
    const finish =
      retryAt === undefined ? { finishKey, notes, disposition } : { finishKey, notes, retryAt };
    this.#send(fate, {
      text: `${agent.name} finishes ${claim.id} (${claim.token}) as ${how}, key ${finishKey}`,
      move: 'finish',
      id: claim.id,
      token: claim.token,
      retries: retryAt !== undefined,
      call: () => this.desk.finish(agent, claim, finish),
    });
  }

  presence(a, b, fate) {
    const agent = nth(agents, a);
    const state = b % 2 === 0 ? 'paused' : 'ready';
    this.#send(fate, {
      text: `${agent.name} is ${state}`,
      move: 'choosePresence',
      call: () => this.desk.choosePresence(agent, { state }),
    });
  }

  arrive(a, b, fate) {
    this.#session(a, b, fate, 'arrive');
  }

  stay(a, b, fate) {
    this.#session(a, b, fate, 'stay');
  }

  renew(a, b, fate) {
    this.#session(a, b, fate, 'renew');
  }

  leave(a, b, fate) {
    this.#session(a, b, fate, 'leave');
  }

  lose(a, b, fate) {
    this.#session(a, b, fate, 'lose');
  }

  #session(a, b, fate, move) {
    const agent = nth(agents, a);
    const id = nth(sessions, b);
    const until = b % 3 === 0 && !this.lastingPages ? this.clock.now + minute : undefined;
    const session = until === undefined ? { id } : { id, until };
    const call =
      move === 'arrive' || move === 'stay' || move === 'renew'
        ? () => this.desk[move](agent, session)
        : () => this.desk[move](agent.id, id);
    this.#send(fate, { text: `${move}: ${agent.name}, ${id}`, move, call });
  }

  // The desk, time and the network

  end(a, b, fate) {
    const receipt = recent(this.receipts, a);
    if (!receipt) return;
    const { id } = receipt;
    const reason = nth(ends, b);
    this.#send(fate, {
      text: `the desk ends ${id}: ${reason}`,
      move: 'end',
      id,
      call: () => this.desk.end(id, { reason, by: 'system' }),
    });
  }

  wait(a) {
    const pause = nth(pauses, a);
    const until = this.clock.now + pause;
    if (this.settlesAtOnce) this.#settleUntil(until);
    this.clock.now = until;
    this.told.push(`${pause / second} seconds pass`);
  }

  #settleUntil(time) {
    for (;;) {
      const { nextDue } = this.desk.agent('nobody');
      if (nextDue > time) return;
      this.clock.now = nextDue;
    }
  }

  sweep() {
    this.#deliver({
      text: 'the desk settles what is due',
      move: 'expire',
      call: () => this.desk.expire(),
    });
  }

  /** Everybody looks; what each reader was told until now must add up to what is there. */
  look() {
    this.told.push('all look');
    this.watcher.checkViews(this.receipts);
    for (const reader of this.readers) {
      const { view } = this.desk.agent(reader.agent.id);
      if (reader.seen) apply(reader.seen, reader.updates.changes(view));
      else reader.seen = seenIn(reader.updates.snapshot(view));
      forget(reader.seen, view);
      assert.deepEqual(reader.seen, seenIn(view), `what ${reader.agent.name} was told`);
      assert.deepEqual(reader.updates.changes(view), [], 'nothing is told twice');
    }
  }

  /** What was on the way until now. */
  letCome(until = ++this.step) {
    const due = this.underway.filter(({ at }) => at <= until);
    this.underway = this.underway.filter(({ at }) => at > until);
    for (const { message } of due) this.#deliver(message);
  }

  #send([fate, later], message) {
    if (later !== null) this.underway.push({ at: this.step + later, message });
    if (fate === 'lost') this.told.push(`(lost: ${message.text})`);
    else this.#deliver(message, fate === 'unanswered');
  }

  #deliver(message, unanswered = false) {
    const isRepeat = message.done === true;
    this.told.push(`${isRepeat ? 'again: ' : ''}${message.text}`);
    this.moves += 1;
    const answer = this.watcher.move(message, isRepeat);
    if (answer.error) this.told.push(`  → ${answer.error.code}`);
    else message.done = true;
    if (answer.error || unanswered || message.known) return;
    message.known = true;
    message.got?.(answer.value);
  }

  #key(kind) {
    return `${kind}-${++this.keys}`;
  }

  /** @returns words, and the time to ask for */
  #time(n) {
    const { now } = this.clock;
    return [
      ['now'],
      ['in five minutes', now + 5 * minute],
      ['now'],
      ['tomorrow', now + day],
      ['now'],
      ['now', now - 1],
    ][n % 6];
  }
}

/** One of the last few, mostly: that is where things happen. */
function recent(list, n) {
  return nth(n < 18 ? list.slice(-3) : list, n);
}

function nth(list, n) {
  return list[n % list.length];
}

/** What a page knows of a desk; a renewed lease is not told. */
function seenIn({ waiting, claims, presence }) {
  return {
    waiting: new Map(waiting.map((row) => [row.id, row])),
    claims: new Map(claims.map((mine) => [mine.claim.token, untold(mine)])),
    presence,
  };
}

/** That what is done is forgotten after a while is not told. */
function forget(seen, view) {
  const shown = new Set(view.claims.map(({ claim }) => claim.token));
  for (const [token, { state }] of seen.claims) {
    if (state === 'done' && !shown.has(token)) seen.claims.delete(token);
  }
}

function untold({ claim: { leaseUntil: _, ...claim }, ...mine }) {
  return { ...mine, claim };
}

function apply(seen, updates) {
  for (const update of updates) {
    if (update.type === 'waiting') seen.waiting.set(update.callback.id, update.callback);
    else if (update.type === 'left') seen.waiting.delete(update.id);
    else if (update.type === 'claim')
      seen.claims.set(update.claim.claim.token, untold(update.claim));
    else if (update.type === 'claim-lost') seen.claims.delete(update.token);
    else seen.presence = update.presence;
  }
}
