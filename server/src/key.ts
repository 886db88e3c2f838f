import { createHmac } from 'node:crypto';
import { randomToken } from 'callback-elements/callback.js';
import type { Sql } from './store/store.js';

/** A key that all nodes share, made by the first of them and kept in their database. */
export class RelayKey {
  readonly #secret: string;

  private constructor(secret: string) {
    this.#secret = secret;
  }

  static async of(sql: Sql): Promise<RelayKey> {
    await sql.all(
      `INSERT INTO meta (name, value) VALUES ('key', ?) ON CONFLICT DO NOTHING`,
      randomToken(32),
    );
    const [row] = await sql.all<{ value: string }>(`SELECT value FROM meta WHERE name = 'key'`);
    return new RelayKey(row!.value);
  }

  /**
   * What stands for a text in a table or in a signature (HMAC-SHA256, base64url): without the key nobody
   * finds the text by trying all numbers.
   *
   * @param purpose one text has another mark for each
   */
  mark(purpose: string, text: string): string {
    return createHmac('sha256', this.#secret).update(`${purpose}\0${text}`).digest('base64url');
  }
}
