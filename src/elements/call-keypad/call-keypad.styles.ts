import { css } from 'lit';

export const callKeypadStyles = css`
  :host {
    max-inline-size: 22rem;
  }
  .keypad {
    display: grid;
    gap: 0.6rem;
    border-radius: var(--_radius-small);
  }
  .keys {
    display: grid;
    grid-template-columns: repeat(3, minmax(44px, 1fr));
    gap: 0.4rem;
    /* A phone's keypad reads left to right in every language. */
    direction: ltr;
  }
  .key {
    display: grid;
    gap: 0;
    place-content: center;
    min-block-size: 48px;
    padding: 0.2em;
    background: var(--_sunken);
    font-size: 1.25rem;
    font-variant-numeric: tabular-nums;
  }
  .key:hover:not(:disabled) {
    background: var(--_accent-soft);
  }
  .key:active:not(:disabled),
  .key.pressed {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .letters {
    min-block-size: 1.1em;
    font-size: 0.625rem;
    font-weight: 600;
    letter-spacing: 0.12em;
    color: var(--_muted);
  }
  .key:active:not(:disabled) .letters,
  .key.pressed .letters {
    color: inherit;
  }
  .record {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.2rem 0.5rem;
    min-block-size: 2.1em;
    padding: 0.3rem 0.6rem;
    border-block-end: 1px solid var(--_control);
    font-size: 0.9375rem;
  }
  .record .label,
  .hint {
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .sent {
    display: flex;
    flex-wrap: wrap;
    gap: 0.1rem 0.35rem;
    direction: ltr;
    font-size: 1.125rem;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .pending,
  .sending {
    color: var(--_muted);
    font-weight: 400;
    text-decoration: underline dotted;
    text-underline-offset: 3px;
  }
  .failed {
    color: var(--_danger);
    text-decoration: line-through;
  }
  .failed-note {
    color: var(--_danger);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .problem {
    padding: 0.5rem 0.75rem;
    border-radius: var(--_radius-small);
    background: var(--_sunken);
    font-size: 0.9375rem;
  }
  @media (forced-colors: active) {
    .key.pressed {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;
