/**
 * Picks what a live region has to say: of several parts only those that are new. What still holds is
 * not said again because something else was added to it.
 */
export class Sayer {
  #parts: readonly string[] = [];
  #said = '';

  /** @returns the text of the live region. */
  say(parts: readonly string[]): string {
    const fresh = parts.filter((part) => part !== '' && !this.#parts.includes(part));
    this.#parts = parts;
    if (fresh.length > 0) this.#said = fresh.join('. ');
    return this.#said;
  }

  /** Another call: all of it is new. */
  clear(): void {
    this.#parts = [];
    this.#said = '';
  }
}
