import { css } from 'lit';

export const callBoxStyles = css`
  :host {
    --_box: var(--_border);
  }
  .box {
    overflow: clip;
    border: 1px solid var(--_border);
    border-block-start: 6px solid var(--_box);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 1px 2px rgb(0 0 0 / 8%);
  }
  .box.is-closed {
    border-inline-style: dashed;
    border-block-end-style: dashed;
    background: var(--_sunken);
    box-shadow: none;
  }
  header {
    display: flex;
    align-items: flex-start;
    gap: 0.25rem;
    padding-block: 0.6rem 0;
    padding-inline: 0.9rem 0.4rem;
  }
  .who {
    flex: 1;
    min-inline-size: 0;
    padding-block: 0.15rem;
  }
  h3 {
    /* Piled up marks stay in their row. A name is 100 characters at most: it needs no scrolling,
       which would need a key to scroll with. */
    overflow: hidden;
    border-radius: 4px;
    font-size: 1.125rem;
    line-height: 1.3;
  }
  h3:focus-visible {
    outline-offset: 0;
  }
  .is-closed h3 {
    color: var(--_muted);
  }
  .reach {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.75rem;
  }
  .mark {
    display: grid;
    place-content: center;
    flex: none;
    inline-size: 1.6rem;
    block-size: 1.6rem;
    margin-block-start: 0.25rem;
    margin-inline-end: 0.35rem;
    border: 1px solid transparent;
    border-radius: 6px;
    background: var(--_box);
    color: var(--_surface);
  }
  .mark svg {
    inline-size: 1.05rem;
    block-size: 1.05rem;
    fill: currentcolor;
    stroke: none;
  }
  .body {
    display: grid;
    gap: 0.75rem;
    padding: 0.5rem 0.9rem 0.9rem;
  }
  .state-line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.35rem 0.75rem;
  }
  .state {
    flex: 1;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    font-weight: 650;
  }
  .dot {
    flex: none;
    inline-size: 0.7em;
    block-size: 0.7em;
    border: 2px solid var(--_muted);
    border-radius: 50%;
  }
  .is-dialing .dot,
  .is-ringing .dot,
  .is-accepted .dot,
  .is-claimed .dot {
    border-color: var(--_accent);
    animation: breathe 1.4s ease-in-out infinite;
  }
  .is-connected .state {
    color: var(--_accent);
  }
  .is-connected .dot {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  .is-reconnecting .state,
  .is-interrupted .state {
    color: var(--_warning);
  }
  .is-reconnecting .dot,
  .is-interrupted .dot {
    border-color: var(--_warning);
    border-radius: 0;
  }
  .is-ended .dot,
  .is-wrapup .dot,
  .is-done .dot,
  .is-closed .dot {
    display: none;
  }
  @keyframes breathe {
    50% {
      opacity: 0.25;
    }
  }
  .timer {
    font-size: 1.25rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  .is-ended .timer,
  .is-wrapup .timer,
  .is-done .timer,
  .is-closed .timer {
    color: var(--_muted);
    font-size: 1rem;
  }
  .chip {
    padding: 0.1em 0.6em;
    border-radius: 99px;
    background: var(--_text);
    color: var(--_surface);
    font-size: 0.8125rem;
    font-weight: 650;
  }
  .caller-id,
  .outcome {
    margin-block-start: -0.5rem;
    overflow-wrap: anywhere;
  }
  .notice {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0.5rem 0.6rem;
    padding: 0.7rem 0.75rem;
    border: 1px solid transparent;
    border-radius: var(--_radius-small);
    font-size: 0.9375rem;
  }
  .notice.info {
    border-color: var(--_accent);
    background: var(--_accent-soft);
  }
  .notice.info > svg {
    color: var(--_accent);
  }
  .notice.problem {
    border-color: var(--_warning);
    background: var(--_warning-soft);
  }
  .notice.problem > svg {
    color: var(--_warning);
  }
  .countdown {
    align-items: center;
    font-size: 1rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  .countdown .actions {
    grid-column: 1 / -1;
    justify-content: stretch;
  }
  .countdown .keep {
    flex: 1;
  }
  .later {
    margin-block-start: -0.5rem;
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .notice .actions {
    grid-column: 2;
    justify-content: flex-start;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 0.5rem;
  }
  .controls {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .controls button {
    flex: 1 1 auto;
    gap: 0.35em;
    padding-inline: 0.35em;
    white-space: nowrap;
  }
  .mute[aria-pressed='true'],
  .hold[aria-pressed='true'] {
    border-color: transparent;
    background: var(--_text);
    color: var(--_surface);
  }
  .mute[aria-pressed='true']:hover,
  .hold[aria-pressed='true']:hover {
    background: color-mix(in oklab, var(--_text), var(--_surface) 16%);
  }
  .keypad-toggle[aria-expanded='true'],
  .transfer-toggle[aria-expanded='true'] {
    background: var(--_sunken);
  }
  .transfer {
    display: grid;
    gap: 0.6rem;
    padding: 0.7rem 0.75rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_sunken);
  }
  /* One below the other on a narrow box, neither left hanging in the air. */
  .transfer .actions button {
    flex: 1 0 auto;
  }
  .held-line,
  .muted-line {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.45rem 0.75rem;
    border: 2px solid var(--_text);
    border-radius: var(--_radius-small);
    font-weight: 650;
  }
  .wrapup {
    display: grid;
    gap: 0.6rem;
    padding-block-start: 0.75rem;
    border-block-start: 1px solid var(--_border);
  }
  .wrapup label {
    font-size: 0.875rem;
  }
  textarea {
    min-block-size: 4.2rem;
    max-block-size: 16rem;
    field-sizing: content;
  }
  .unsaved {
    flex: 1 0 100%;
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .saved-line {
    display: flex;
    align-items: center;
    gap: 0.4rem;
    color: var(--_accent);
    font-weight: 650;
  }
  .saved .notes {
    white-space: pre-wrap;
  }
  .remove {
    inline-size: 100%;
  }
  .options {
    display: grid;
    gap: 0.25rem;
    margin: 0.5rem 0.9rem 0;
    padding: 0.6rem 0.75rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_sunken);
  }
  .colours {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(6.6rem, 1fr));
    gap: 0.15rem 0.5rem;
    min-inline-size: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    font-size: 0.875rem;
    font-weight: 600;
  }
  .colour,
  .choice {
    display: flex;
    align-items: center;
    gap: 0.4rem;
    min-block-size: 36px;
    font-size: 0.9375rem;
    font-weight: 500;
    cursor: pointer;
  }
  .colour .mark {
    margin: 0;
  }
  .colour[data-colour=''] .mark {
    border: 1px dashed var(--_control);
    background: none;
  }
  input[type='radio'] {
    inline-size: 1.1rem;
    block-size: 1.1rem;
    min-block-size: 0;
    margin: 0;
    padding: 0;
    flex: none;
    accent-color: var(--_accent);
  }
  @media (forced-colors: active) {
    .mark {
      border-color: CanvasText;
      color: CanvasText;
    }
    .is-connected .dot {
      background: CanvasText;
    }
    .mute[aria-pressed='true'],
    .hold[aria-pressed='true'] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
    .chip {
      border: 1px solid CanvasText;
    }
  }
`;
