interface Host extends HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/**
 * Keeps the focus in a list of `.row`s when the row that has it goes: it moves on to the row in its
 * place, or leaves the list for where the host's `focus()` puts it.
 */
export class ListFocus {
  readonly #host: Host;
  #before: { readonly index: number; readonly accept: boolean } | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Before the list is drawn anew. */
  remember(): void {
    const active = this.#active;
    const row = active?.closest('.row');
    this.#before = undefined;
    if (!active || !row) return;
    const index = this.#rows.indexOf(row);
    this.#before = { index, accept: active.classList.contains('accept') };
  }

  /** After the list was drawn. */
  keep(): void {
    if (!this.#before || this.#active) return;
    const { index, accept } = this.#before;
    const rows = this.#rows;
    // The rows below first, then those above.
    const candidates = [...rows.slice(index), ...rows.slice(0, index).reverse()];
    const selector = accept ? '.accept' : '.accept, button';
    const next = candidates
      .map((row) => row.querySelector<HTMLElement>(selector))
      .find((button) => button !== null);
    (next ?? this.#host).focus();
  }

  get #active(): Element | null {
    // There is no root before the first drawing, and no shadow root on a server.
    const root = this.#host.renderRoot as Partial<ShadowRoot> | undefined;
    return root?.activeElement ?? null;
  }

  get #rows(): Element[] {
    return [...this.#host.renderRoot.querySelectorAll('.row')];
  }
}
