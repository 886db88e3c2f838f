/**
 * The text of a live region that is made of several parts: only the parts that are new. What still
 * holds is not read out again because something was added, and what no longer holds is taken away.
 */
export class Announcer {
  #parts: readonly string[] = [];
  #announced: readonly string[] = [];

  /** @returns the text of the live region. */
  announce(parts: readonly string[]): string {
    const fresh = parts.filter((part) => part !== '' && !this.#parts.includes(part));
    this.#parts = parts;
    this.#announced =
      fresh.length > 0 ? fresh : this.#announced.filter((part) => parts.includes(part));
    return this.#announced.join('. ');
  }

  /** Starts over, as for another call: every part is new. */
  clear(): void {
    this.#parts = [];
    this.#announced = [];
  }
}
