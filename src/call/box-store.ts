import type { CallbackEnd } from '../callback/index.js';

/** `closed`: the X was confirmed; the box still stands with its outcome. `removed`: gone for good. */
export type BoxState = 'open' | 'closed' | 'removed';

/** What an agent's browser keeps of a call box, so that a reload does not lose it. */
export interface BoxRecord {
  /** Of the claim under which it was written. */
  token?: string;
  colour?: string;
  notes?: string;
  disposition?: string;
  /** When the visitor picked up, milliseconds since the epoch. */
  connectedAt?: number;
  /** When the call was over, milliseconds since the epoch. */
  endedAt?: number;
  /** How the call ended, in case the page goes away before the backend has been told. */
  end?: CallbackEnd;
  /** It was put back into Waiting, not before this time (milliseconds since the epoch). */
  retryAt?: number;
  closed?: boolean;
  /** Removed for good: not to be shown again while the backend still lists the claim. */
  removed?: boolean;
  /** When it was last written, milliseconds since the epoch. */
  at?: number;
}

/** Records older than this are forgotten: notes are personal data. 12 hours. */
const lifetime = 12 * 60 * 60 * 1000;
const prefix = 'callback-elements:box:';

/**
 * Keeps the agent's own marks on a box in `localStorage`, by agent, callback and attempt. Where
 * storage is blocked or full the box lives in memory alone.
 */
export class BoxStore {
  readonly #key: string;
  #record: BoxRecord = {};

  constructor(agentId: string, callbackId: string, attempts: number) {
    this.#key = `${prefix}${agentId}:${callbackId}:${attempts}`;
  }

  get record(): Readonly<BoxRecord> {
    return this.#record;
  }

  get state(): BoxState {
    if (this.#record.removed) return 'removed';
    return this.#record.closed ? 'closed' : 'open';
  }

  /** Takes up what the page that is gone has kept. */
  restore(): void {
    this.#record = this.#read();
  }

  /** For a new claim: whatever stands there is another's. */
  begin(token: string | undefined): void {
    this.#record = { ...this.#record, ...(token && { token }) };
    this.#store();
  }

  keep(change: { [Key in keyof BoxRecord]: BoxRecord[Key] | undefined } = {}): void {
    this.#write({ ...this.#record, ...change } as BoxRecord);
  }

  /** Forgets all but that it is removed: for a while the backend still lists the claim. */
  remove(): void {
    const { token } = this.#record;
    this.#write({ removed: true, ...(token && { token }) });
  }

  /** An old box that is still open must not write over the record of a newer claim. */
  #write(record: BoxRecord): void {
    this.#record = record;
    const { token } = this.#read();
    if (token === undefined || token === record.token) this.#store();
  }

  #read(): BoxRecord {
    try {
      const record: unknown = JSON.parse(localStorage.getItem(this.#key) ?? '{}');
      return isRecord(record) ? record : {};
    } catch {
      return {};
    }
  }

  #store(): void {
    const record = this.#record;
    try {
      localStorage.setItem(this.#key, JSON.stringify({ ...record, at: Date.now() }));
    } catch {
      // Blocked or full: see the class.
    }
  }
}

/** Forgets boxes that nobody will open again. */
export function pruneBoxes(now = Date.now()): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(prefix) && writtenAt(key) < now - lifetime) localStorage.removeItem(key);
    }
  } catch {
    // Blocked: nothing to prune.
  }
}

function writtenAt(key: string): number {
  try {
    const record: unknown = JSON.parse(localStorage.getItem(key) ?? '');
    return isRecord(record) ? (record.at ?? 0) : 0;
  } catch {
    return 0;
  }
}

function isRecord(value: unknown): value is BoxRecord {
  return typeof value === 'object' && value !== null;
}
