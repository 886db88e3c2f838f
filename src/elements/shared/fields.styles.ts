import { css } from 'lit';

/** Labelled controls with their messages: `.field > label, input|select|textarea, .error`. */
export const fields = css`
  .field {
    display: grid;
    gap: 0.35em;
    min-inline-size: 0;
  }
  label {
    font-size: 0.9375rem;
    font-weight: 600;
  }
  input:not([type='checkbox']),
  select,
  textarea {
    inline-size: 100%;
    min-block-size: 44px;
    margin: 0;
    padding: 0.5em 0.75em;
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: var(--_text);
    /* Below 16 px iOS zooms the page when the field takes the focus. */
    font: inherit;
    font-size: 1rem;
  }
  textarea {
    resize: vertical;
  }
  input[type='checkbox'] {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    margin: 0;
    flex: none;
    accent-color: var(--_accent);
  }
  [aria-invalid='true'] {
    border-color: var(--_danger) !important;
    box-shadow: inset 0 0 0 1px var(--_danger);
  }
  .hint {
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .error {
    display: flex;
    gap: 0.4em;
    color: var(--_danger);
    font-size: 0.9375rem;
    font-weight: 500;
  }
`;
