import { css } from 'lit';

export const callbackWaitingStyles = css`
  :host {
    container-type: inline-size;
  }
  .section {
    display: grid;
    gap: 0.75rem;
    align-content: start;
  }
  header {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  h2 {
    flex: 1;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-inline-size: 0;
    font-size: 1.125rem;
    line-height: 1.3;
    outline-offset: 4px;
    border-radius: 4px;
  }
  .count {
    min-inline-size: 1.75em;
    padding: 0.1em 0.5em;
    border-radius: 99px;
    background: var(--_accent-soft);
    color: var(--_accent);
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .rows {
    /* An empty string, not none: Safari takes the latter for "not a list". */
    list-style-type: '';
    display: grid;
    gap: 0.5rem;
  }
  .row {
    /* Of a long list only what is in sight is laid out. */
    content-visibility: auto;
    contain-intrinsic-block-size: auto 150px;
    display: grid;
    gap: 0.35rem;
    padding: 0.75rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .row.claimed,
  .row.hidden {
    border-style: dashed;
    background: var(--_sunken);
  }
  .row.claimed .name,
  .row.hidden .name {
    color: var(--_muted);
    font-weight: 500;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.15rem 0.75rem;
  }
  .name {
    flex: 1;
    min-inline-size: 8rem;
    /* Piled up marks stay in their row. A name is 100 characters at most: it needs no scrolling,
       which would need a key to scroll with. */
    overflow: hidden;
    font-size: 1.0625rem;
    font-weight: 650;
  }
  .age {
    display: inline-flex;
    align-items: center;
    gap: 0.3em;
    color: var(--_muted);
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .age svg {
    inline-size: 1em;
    block-size: 1em;
  }
  .service {
    padding: 0.05em 0.55em;
    border: 1px solid var(--_border);
    border-radius: 99px;
    color: var(--_muted);
    font-size: 0.8125rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .service.soon {
    border-color: var(--_warning);
    background: var(--_warning-soft);
    color: var(--_text);
  }
  .service.over {
    border-color: transparent;
    background: var(--_danger);
    color: var(--_on-danger, var(--_surface));
  }
  .number {
    font-size: 1rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0.5rem;
    margin-block-start: 0.15rem;
  }
  .actions button.quiet {
    color: var(--_muted);
    font-weight: 500;
  }
  .actions .primary {
    min-inline-size: 7.5rem;
  }
  [aria-disabled='true'] {
    opacity: 0.6;
    cursor: default;
  }
  .claimed-by {
    display: flex;
    align-items: center;
    gap: 0.4em;
    font-size: 0.9375rem;
    font-weight: 600;
  }
  .note,
  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
    padding: 0.6rem 0.75rem;
    border-radius: var(--_radius-small);
    font-size: 0.9375rem;
  }
  .banner > span,
  .note > span {
    flex: 1 1 12rem;
  }
  .note {
    background: var(--_accent-soft);
  }
  .banner {
    border: 1px solid var(--_warning);
    background: var(--_warning-soft);
  }
  .banner svg {
    color: var(--_warning);
  }
  .empty.failed svg {
    color: var(--_danger);
  }
  .spinner {
    inline-size: 1.5rem;
    block-size: 1.5rem;
    border: 3px solid var(--_border);
    border-block-start-color: var(--_accent);
    border-radius: 50%;
    animation: turn 900ms linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  .settings {
    display: grid;
    gap: 0.15rem;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_sunken);
  }
  .choice,
  ::slotted(label) {
    display: flex;
    align-items: center;
    gap: 0.6rem;
    min-block-size: 40px;
    font-size: 0.9375rem;
    font-weight: 500;
  }
  .more {
    justify-self: start;
  }
  @container (max-width: 22rem) {
    .actions button {
      flex: 1 1 auto;
    }
  }
  @media (forced-colors: active) {
    .service.over {
      border-color: CanvasText;
      border-width: 2px;
    }
    .row.claimed .name,
    .row.hidden .name {
      color: GrayText;
    }
  }
`;
