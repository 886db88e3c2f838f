import { css } from 'lit';

export const callbackFormStyles = css`
  [hidden] {
    display: none !important;
  }
  /* No reset of the page takes it away; the attribute hidden, which is more specific, does. */
  :host {
    display: block !important;
    visibility: visible !important;
  }
  form {
    display: grid;
    gap: 1.125rem;
    margin: 0;
  }
  /* Where a whole number has no room beside the region it stands below. */
  .number-row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  #number {
    flex: 1 1 11rem;
    min-inline-size: 0;
    padding-inline: 0.6em;
    font-variant-numeric: tabular-nums;
  }
  :host(:dir(rtl)) #number {
    text-align: right;
  }

  /* The select lies, unseen, over a short text of its own: region and code leave room for the number. */
  .region {
    position: relative;
    flex: none;
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_sunken);
  }
  .region:focus-within {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  .region:hover {
    border-color: var(--_text);
  }
  .chosen {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 0.3em;
    min-block-size: 44px;
    min-inline-size: 5.25rem;
    padding-inline: 0.55em 0.4em;
    font-weight: 600;
    pointer-events: none;
  }
  .chosen .number {
    color: var(--_muted);
    font-weight: 400;
  }
  .chosen svg {
    inline-size: 1em;
    block-size: 1em;
    color: var(--_muted);
  }
  .region select {
    position: absolute;
    inset: 0;
    min-inline-size: 0;
    block-size: 100%;
    padding: 0;
    opacity: 0;
    cursor: pointer;
  }
  /* Not to be changed: it looks like what is said, not like a field. */
  input[readonly],
  .region:has(select:disabled) {
    border-color: var(--_border);
    background: var(--_sunken);
  }
  .region select:disabled {
    cursor: default;
  }
  .region:has(select:disabled) .chosen svg {
    display: none;
  }

  .error svg,
  .failure svg,
  .note svg {
    margin-block-start: 0.1em;
  }
  .error svg {
    inline-size: 1.15em;
    block-size: 1.15em;
  }
  .question {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4em;
    padding: 0.6em 0.75em;
    border-radius: var(--_radius-small);
    background: var(--_warning-soft);
    font-size: 0.9375rem;
    font-weight: 500;
    /* Next to the input there is no room outside. */
    outline-offset: -3px;
  }
  .question svg {
    inline-size: 1.15em;
    block-size: 1.15em;
    margin-block-start: 0.1em;
    color: var(--_warning);
  }
  .question p {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .answers {
    display: flex;
    flex: 1 1 100%;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-block-start: 0.35em;
  }
  .answers button {
    flex: 1 1 auto;
    padding-inline: 0.5em;
    font-size: 1rem;
    font-variant-numeric: tabular-nums;
  }
  [hidden] {
    display: none !important;
  }

  .note,
  .failure {
    display: flex;
    gap: 0.6em;
    padding: 0.75em 0.9em;
    border-radius: var(--_radius-small);
    background: var(--_accent-soft);
    font-size: 0.9375rem;
  }
  .note.warning {
    background: var(--_warning-soft);
  }
  .note svg {
    color: var(--_accent);
  }
  .note.warning svg {
    color: var(--_warning);
  }
  .failure {
    background: var(--_danger-soft);
  }
  .failure svg {
    color: var(--_danger);
  }
  .outcome:not(:has(p)) {
    display: none;
  }
  .outcome {
    display: grid;
    gap: 0.5rem;
  }

  .extras {
    display: grid;
    gap: 1.125rem;
  }
  .extras:not(:has(.error:not([hidden]))) {
    display: contents;
  }
  ::slotted(label) {
    display: grid;
    gap: 0.35em;
    font-size: 0.9375rem;
    font-weight: 600;
  }
  ::slotted(input:not([type='checkbox'], [type='radio'], [type='hidden'])),
  ::slotted(select),
  ::slotted(textarea) {
    box-sizing: border-box;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 0.5em 0.75em;
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 1rem;
  }

  .tick {
    display: flex;
    gap: 0.7em;
    align-items: start;
  }
  .tick label {
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  a,
  ::slotted(a) {
    color: var(--_accent);
    text-underline-offset: 0.15em;
  }
  .privacy {
    font-size: 0.875rem;
  }
  .consent:not([hidden]) + .privacy {
    margin-block-start: -0.75rem;
    padding-inline-start: calc(1.25rem + 0.7em);
  }

  button.primary {
    min-block-size: 50px;
    font-size: 1.0625rem;
  }
  button[aria-disabled='true'] {
    cursor: progress;
    opacity: 0.8;
  }
  .spinner {
    inline-size: 1.1em;
    block-size: 1.1em;
    border: 2px solid;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: turn 900ms linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      border-inline-end-color: currentcolor;
      opacity: 0.5;
    }
  }

  .done {
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    padding: 1.5rem 1rem;
    text-align: center;
    outline-offset: -3px;
  }
  .done .title {
    font-size: 1.25rem;
    font-weight: 700;
  }
  .badge {
    display: grid;
    place-items: center;
    inline-size: 3.5rem;
    block-size: 3.5rem;
    border-radius: 50%;
    background: var(--_accent-soft);
    color: var(--_accent);
    font-size: 1.5rem;
  }
`;
