import type { PhoneNumber } from 'callback-elements/callback.js';
import type { CallbackRecord, DeskPolicy } from 'callback-elements/desk.js';
import { deskOf } from './desk-of.js';
import { loadNumberRules, readNumber } from './judge.js';
import type { RelayStore, SqlValue } from './store/store.js';

/** How much was erased; nothing of what it was. */
export interface Erased {
  readonly callbacks: number;
  readonly events: number;
  readonly messages: number;
}

export interface EraseOptions {
  /** Default: all. */
  readonly site?: string | undefined;
  readonly policyOf?: (site: string) => Partial<DeskPolicy> | undefined;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
}

interface Found {
  readonly site: string;
  readonly id: string;
}

/**
 * Erases what the relay keeps of a number, at once: its requests, of which those still open end as
 * `refused`, events, and messages that were not delivered. A request that was corrected to another number
 * goes with it. Moves may go on meanwhile; what is asked for afterwards is a new request. Reads all
 * records and events once.
 *
 * @param number E.164
 * @throws a RangeError when it is not
 */
export async function eraseNumber(
  store: Pick<RelayStore, 'sql' | 'site'>,
  number: string,
  { site, policyOf = () => undefined, clock = Date.now }: EraseOptions = {},
): Promise<Erased> {
  if (!/^\+[1-9]\d{1,14}$/.test(number)) throw new RangeError('A number is + and digits: E.164.');
  await loadNumberRules();
  const { sql } = store;
  const within = site === undefined ? '' : 'AND site = ?';
  // Longer numbers are found with it, and dropped below.
  const values: SqlValue[] = [`%${number}%`, ...(site === undefined ? [] : [site])];
  // A number that came as it was typed is kept so, as well.
  const asked = await sql.all<Found & { record: string }>(
    `SELECT site, id, record FROM callbacks WHERE (record LIKE ? OR record LIKE '%raw%') ${within}`,
    ...values,
  );
  const told = await sql.all<Found & { body: string }>(
    `SELECT site, subject AS id, body FROM events
     WHERE body LIKE ? ${within} AND kind = 'callback'`,
    ...values,
  );
  const subjects = new Map<string, Found>();
  for (const { site, id } of [
    ...asked.filter(({ record }) => mentions(JSON.parse(record), number)),
    ...told.filter(({ body }) => mentions(JSON.parse(body), number)),
  ]) {
    subjects.set(JSON.stringify([site, id]), { site, id });
  }

  const callbacks = await remembered(store, [...subjects.values()]);
  for (const { site, id } of callbacks) await deskOf(store, site, { policyOf, clock }).forget(id);
  let [events, messages] = [0, 0];
  for (const found of subjects.values()) {
    events += await blacken(store, found);
    messages += await count(
      sql.all(
        `DELETE FROM outbox WHERE site = ? AND callback_id = ? AND number IS NOT NULL RETURNING id`,
        ...[found.site, found.id],
      ),
    );
  }
  messages += await count(
    sql.all(
      `DELETE FROM outbox WHERE number = ? ${within} RETURNING id`,
      ...[number, ...values.slice(1)],
    ),
  );
  return { callbacks: callbacks.length, events, messages };
}

/** Those of them that were not forgotten before, in the order in which they are to be. */
async function remembered(
  { sql }: Pick<RelayStore, 'sql'>,
  subjects: readonly Found[],
): Promise<readonly Found[]> {
  const found: (Found & { readonly isTwin: boolean })[] = [];
  for (const { site, id } of subjects) {
    const [row] = await sql.all<{ record: string }>(
      'SELECT record FROM callbacks WHERE site = ? AND id = ?',
      ...[site, id],
    );
    const record = row && (JSON.parse(row.record) as CallbackRecord);
    if (record?.request) found.push({ site, id, isTwin: record.twinOf !== undefined });
  }
  // Who asked again comes first, or each would take its turn as the one before it goes.
  return found.sort((a, b) => Number(b.isTwin) - Number(a.isTwin));
}

/** Events are changed, not deleted: whoever resumes a stream still hears that a callback has gone. */
async function blacken({ sql }: Pick<RelayStore, 'sql'>, { site, id }: Found): Promise<number> {
  const rows = await sql.all<{ number: number; body: string }>(
    `SELECT number, body FROM events WHERE site = ? AND kind = 'callback' AND subject = ?`,
    ...[site, id],
  );
  let changed = 0;
  for (const { number, body } of rows) {
    const black = JSON.stringify(JSON.parse(body, withoutVisitor));
    if (black === body) continue;
    await sql.all(
      'UPDATE events SET body = ? WHERE site = ? AND number = ?',
      ...[black, site, number],
    );
    changed += 1;
  }
  return changed;
}

/** Of `VisibleCallback`s: what its rows, claims and statuses say of the visitor. */
function withoutVisitor(key: string, value: unknown): unknown {
  switch (key) {
    case 'row':
    case 'callback': {
      const { region: _, language: __, page: ___, context: ____, ...row } = value as Row;
      return { ...row, name: '', number: { e164: '' } };
    }
    case 'status': {
      const { number: _, ...status } = value as Row;
      return status;
    }
    // Credentials and addresses made for this visitor; the network's own words.
    case 'dial':
    case 'detail':
      return undefined;
    default:
      return value;
  }
}

type Row = Readonly<Record<string, unknown>>;

/** Whether it is the number of this request, or was: in a text that merely names it, it is not. */
function mentions(value: unknown, number: string): boolean {
  if (typeof value === 'string') return value.startsWith('{') && mentions(parsed(value), number);
  if (typeof value !== 'object' || value === null) return false;
  if (isTyped(value) && readNumber(value)?.number.e164 === number) return true;
  return Object.entries(value).some(
    ([key, part]) => (key === 'e164' && part === number) || mentions(part, number),
  );
}

function isTyped(value: object): value is PhoneNumber {
  const { raw, region } = value as Row;
  return typeof raw === 'string' && typeof region === 'string';
}

/** A request or a change as it came, in canonical JSON; or a visitor's own words in braces. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function count(rows: Promise<readonly unknown[]>): Promise<number> {
  return (await rows).length;
}
