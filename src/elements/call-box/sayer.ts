/**
 * Picks what a live region has to say: of several parts only those that are new. What still holds is
 * not said again because something else was added to it, and what no longer holds is taken away.
 */
export class Sayer {
  #parts: readonly string[] = [];
  #said: readonly string[] = [];

  /** @returns the text of the live region. */
  say(parts: readonly string[]): string {
    const fresh = parts.filter((part) => part !== '' && !this.#parts.includes(part));
    this.#parts = parts;
    this.#said = fresh.length > 0 ? fresh : this.#said.filter((part) => parts.includes(part));
    return this.#said.join('. ');
  }

  /** Another call: all of it is new. */
  clear(): void {
    this.#parts = [];
    this.#said = [];
  }
}
