type Prefilled = 'name' | 'number';

/** What the page fills in ahead: it may come late, but never over what was typed. */
export class Prefill {
  name = '';
  number = '';
  readonly #input: (field: Prefilled) => HTMLInputElement | null;

  constructor(input: (field: Prefilled) => HTMLInputElement | null) {
    this.#input = input;
  }

  /** @returns whether nothing was typed, and the text is to stand in the field. */
  take(field: Prefilled, text: string): boolean {
    const input = this.#input(field);
    if (input && bare(input.value) !== bare(this[field])) return false;
    this[field] = text;
    return true;
  }
}

/** Formatting is nothing that was typed. */
function bare(text: string): string {
  return text.replace(/[^\p{L}\d+]/gu, '');
}
