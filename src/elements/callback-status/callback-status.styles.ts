import { css } from 'lit';

export const callbackStatusStyles = css`
  [hidden] {
    display: none !important;
  }
  /* No reset of the page takes it away; the attribute hidden, which is more specific, does. */
  :host {
    display: block !important;
    visibility: visible !important;
  }
  .status {
    --_tone: var(--_accent);
    --_tone-soft: var(--_accent-soft);
    display: grid;
    justify-items: center;
    gap: 1.25rem;
    padding-block: 0.5rem;
    text-align: center;
  }
  .status.bad {
    --_tone: var(--_warning);
    --_tone-soft: var(--_warning-soft);
  }
  .badge {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 4.5rem;
    block-size: 4.5rem;
    margin-block: 0.5rem;
    border-radius: 50%;
    background: var(--_tone-soft);
    color: var(--_tone);
    font-size: 1.75rem;
  }
  .good .badge,
  .active .badge {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  /* Something happens now: a slow ring around the icon. The words say it too. */
  .active .badge::after {
    position: absolute;
    inset: 0;
    border: 2px solid var(--_tone);
    border-radius: inherit;
    animation: ring 2s ease-out infinite;
    content: '';
  }
  @keyframes ring {
    from {
      opacity: 0.7;
    }
    to {
      scale: 1.45;
      opacity: 0;
    }
  }
  .words {
    display: grid;
    gap: 0.4rem;
    max-inline-size: 34ch;
  }
  .title {
    font-size: 1.25rem;
    font-weight: 700;
    line-height: 1.25;
    text-wrap: balance;
    border-radius: 4px;
  }
  .text {
    color: var(--_muted);
    text-wrap: pretty;
  }

  .steps {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 0.375rem;
    inline-size: 100%;
    max-inline-size: 24rem;
  }
  .steps li {
    position: relative;
    display: grid;
    justify-items: center;
    align-content: start;
    gap: 0.4rem;
    color: var(--_muted);
    font-size: 0.875rem;
    line-height: 1.3;
  }
  /* The longest label is one word, which cannot wrap. */
  @media (width < 22rem) {
    .steps li {
      font-size: 0.8125rem;
    }
  }
  .steps li + li::before {
    position: absolute;
    inset-block-start: calc(0.75rem - 1px);
    inset-inline: calc(-50% + 0.8rem) calc(50% + 1.2rem);
    border-block-start: 2px solid var(--_border);
    content: '';
  }
  .steps li.done + li::before {
    border-color: var(--_accent);
  }
  .dot {
    display: grid;
    place-items: center;
    inline-size: 1.5rem;
    block-size: 1.5rem;
    border: 2px solid var(--_control);
    border-radius: 50%;
    background: var(--_surface);
  }
  .done .dot {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .dot svg {
    inline-size: 1rem;
    block-size: 1rem;
    stroke-width: 3;
  }
  .now {
    color: var(--_text) !important;
    font-weight: 650;
  }
  .now .dot {
    border-color: var(--_accent);
  }
  .now .dot::after {
    inline-size: 0.625rem;
    block-size: 0.625rem;
    border-radius: 50%;
    background: var(--_accent);
    content: '';
  }

  .notes {
    display: grid;
    gap: 0.5rem;
    inline-size: 100%;
  }
  .notes:not(:has(p)) {
    position: absolute;
  }
  .note {
    display: flex;
    gap: 0.6em;
    padding: 0.75em 0.9em;
    border-radius: var(--_radius-small);
    background: var(--_sunken);
    font-size: 0.9375rem;
    text-align: start;
  }
  .note svg {
    margin-block-start: 0.1em;
  }
  .note.warning {
    background: var(--_warning-soft);
  }
  .note.warning svg {
    color: var(--_warning);
  }
  .queue {
    margin-block-start: -0.75rem;
    color: var(--_muted);
    text-wrap: pretty;
  }
  .called {
    display: grid;
    justify-items: center;
    gap: 0.3rem;
    max-inline-size: 100%;
    margin-block-start: -0.5rem;
    overflow-wrap: anywhere;
  }
  .called .small {
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .link {
    min-block-size: 2.25rem;
    color: var(--_accent);
    text-wrap: balance;
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0.5rem;
  }
  callback-change {
    inline-size: 100%;
  }
  .cancel {
    color: var(--_muted);
  }
  .cancel:hover {
    color: var(--_text);
  }
  button[aria-disabled='true'] {
    cursor: progress;
    opacity: 0.7;
  }
  @media (forced-colors: active) {
    .badge,
    .note {
      border: 1px solid;
    }
    .done .dot,
    .now .dot::after {
      background: Highlight;
      color: HighlightText;
    }
  }
`;
