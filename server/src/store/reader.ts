import { after, type AgentRecord, type CallbackRecord } from 'callback-elements/desk.js';
import type { DeskReader, MaybePromise } from 'callback-elements/desk.js';
import type { SqlValue, Statements } from './store.js';

export interface RecordRow {
  readonly record: string;
}

/** Reads one site's desk: each method is one statement, served by an index. */
export class SqlReader implements DeskReader {
  readonly #sql: Statements;
  readonly #site: string;

  constructor(sql: Statements, site: string) {
    this.#sql = sql;
    this.#site = site;
  }

  get(id: string): MaybePromise<CallbackRecord | undefined> {
    return this.#first('site = ? AND id = ?', id);
  }

  byRequestKey(key: string): MaybePromise<CallbackRecord | undefined> {
    return this.#first('site = ? AND request_key = ?', key);
  }

  openFor(number: string): MaybePromise<readonly CallbackRecord[]> {
    return this.#callbacks('site = ? AND open_number = ? ORDER BY place', number);
  }

  twinsOf(id: string): MaybePromise<readonly CallbackRecord[]> {
    return this.#callbacks('site = ? AND twin_of = ? ORDER BY place', id);
  }

  waiting(): MaybePromise<readonly CallbackRecord[]> {
    return this.#callbacks('site = ? AND waiting_place IS NOT NULL ORDER BY waiting_place');
  }

  waitingBefore(place: number): MaybePromise<number> {
    const end = Math.min(place, Number.MAX_SAFE_INTEGER);
    const text = 'SELECT COUNT(*) AS count FROM callbacks WHERE site = ? AND waiting_place < ?';
    return after(this.#all<{ count: number }>(text, end), ([row]) => row!.count);
  }

  heldBy(agentId: string): MaybePromise<readonly CallbackRecord[]> {
    const held = 'SELECT callback_id FROM holders WHERE site = ? AND agent_id = ?';
    return this.#callbacks(`site = ? AND id IN (${held}) ORDER BY place`, this.#site, agentId);
  }

  due(until: number, limit: number): MaybePromise<readonly CallbackRecord[]> {
    return this.#callbacks('site = ? AND due <= ? ORDER BY due LIMIT ?', until, limit);
  }

  nextDue(): MaybePromise<number | undefined> {
    const text = 'SELECT MIN(due) AS due FROM callbacks WHERE site = ?';
    return after(this.#all<{ due: number | null }>(text), ([row]) => row?.due ?? undefined);
  }

  agent(id: string): MaybePromise<AgentRecord | undefined> {
    return after(this.#agents('site = ? AND id = ?', id), ([agent]) => agent);
  }

  agents(): MaybePromise<readonly AgentRecord[]> {
    return this.#agents('site = ? AND signed_in = 1 ORDER BY id');
  }

  nextSessionEnd(): MaybePromise<number | undefined> {
    const text = 'SELECT MIN(session_end) AS until FROM agents WHERE site = ?';
    return after(this.#all<{ until: number | null }>(text), ([row]) => row?.until ?? undefined);
  }

  #first(where: string, value: SqlValue): MaybePromise<CallbackRecord | undefined> {
    return after(this.#callbacks(where, value), ([record]) => record);
  }

  #callbacks(
    where: string,
    ...values: readonly SqlValue[]
  ): MaybePromise<readonly CallbackRecord[]> {
    const rows = this.#all<RecordRow>(`SELECT record FROM callbacks WHERE ${where}`, ...values);
    return after(rows, (found) => found.map(({ record }) => JSON.parse(record) as CallbackRecord));
  }

  #agents(where: string, ...values: readonly SqlValue[]): MaybePromise<readonly AgentRecord[]> {
    const rows = this.#all<RecordRow>(`SELECT record FROM agents WHERE ${where}`, ...values);
    return after(rows, (found) => found.map(({ record }) => JSON.parse(record) as AgentRecord));
  }

  /** The site is the first parameter of every statement. */
  #all<Row>(text: string, ...values: readonly SqlValue[]): MaybePromise<readonly Row[]> {
    return this.#sql.all<Row>(text, this.#site, ...values);
  }
}
