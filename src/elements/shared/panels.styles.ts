import { css } from 'lit';

/** What stands where nothing else does: nobody waits, no calls, a failure. */
export const emptyStyles = css`
  .empty {
    display: grid;
    justify-items: center;
    gap: 0.35rem;
    padding: 2rem 1rem;
    border: 1px dashed var(--_border);
    border-radius: var(--_radius);
    color: var(--_muted);
    text-align: center;
  }
  .empty strong {
    color: var(--_text);
  }
  .empty svg {
    inline-size: 1.75rem;
    block-size: 1.75rem;
  }
`;

/** A question or a list in front of all else. */
export const dialogStyles = css`
  dialog {
    inline-size: min(26rem, calc(100vw - 2rem));
    padding: 1.25rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  dialog[open] {
    display: grid;
    gap: 0.75rem;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }
`;
