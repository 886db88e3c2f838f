import type { ReactiveControllerHost } from 'lit';
import type { VisitorMessageKey } from '../../messages/en/visitor.js';

/** What is wrong with a field, and where the focus goes for it. */
export interface Problem {
  readonly key: VisitorMessageKey;
  readonly parameters?: Readonly<Record<string, string | number>>;
  readonly element?: HTMLElement | null | undefined;
}

/**
 * When which message stands at its field: not while somebody is still typing, but when the field is
 * left or the form is sent; and it is gone as soon as the field is right.
 */
export class FieldMessages<Field extends string> {
  /** For screen readers, said once. */
  announcement = '';
  readonly #host: ReactiveControllerHost;
  readonly #order: readonly Field[];
  readonly #problemOf: (field: Field) => Problem | undefined;
  readonly #say: (problem: Problem) => string;
  #shown = new Set<Field>();
  #typed = new Set<Field>();

  constructor(
    host: ReactiveControllerHost,
    order: readonly Field[],
    problemOf: (field: Field) => Problem | undefined,
    say: (problem: Problem) => string,
  ) {
    this.#host = host;
    this.#order = order;
    this.#problemOf = problemOf;
    this.#say = say;
  }

  /** The message to show at a field now, or undefined. */
  at(field: Field): Problem | undefined {
    return this.#shown.has(field) ? this.#problemOf(field) : undefined;
  }

  /** The first field that is wrong, shown or not. */
  get first(): Problem | undefined {
    for (const field of this.#order) {
      const problem = this.#problemOf(field);
      if (problem) return problem;
    }
    return undefined;
  }

  input(field: Field): void {
    // Most keys change no message, and to render is the dearest part of a key.
    if (this.#shown.has(field) || this.announcement !== '') this.#host.requestUpdate();
    this.#typed.add(field);
    this.announcement = '';
    if (!this.#problemOf(field)) this.#shown.delete(field);
  }

  blur(field: Field): void {
    const problem = this.#typed.has(field) ? this.#problemOf(field) : undefined;
    if (!problem || this.#shown.has(field)) return;
    this.#shown.add(field);
    this.announce(problem);
  }

  show(...fields: readonly Field[]): void {
    for (const field of fields) this.#shown.add(field);
    this.#host.requestUpdate();
  }

  announce(problem: Problem | undefined): void {
    this.announcement = problem ? this.#say(problem) : '';
    this.#host.requestUpdate();
  }

  clear(): void {
    this.#shown.clear();
    this.#typed.clear();
    this.announce(undefined);
  }
}
