import { css } from 'lit';

export const callDeskStyles = css`
  :host {
    container-type: inline-size;
  }
  .desk {
    display: grid;
    gap: 1rem;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.35rem 1rem;
    padding-block-end: 0.6rem;
    border-block-end: 1px solid var(--_border);
  }
  .agent {
    flex: 1;
    min-inline-size: 3rem;
    font-weight: 650;
  }
  .presence {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.35rem 0.75rem;
  }
  .presence > span {
    display: flex;
    align-items: center;
    gap: 0.45rem;
    font-size: 0.875rem;
    font-weight: 650;
  }
  .is-ready .dot {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  .is-busy .dot {
    border-color: var(--_danger);
    background: var(--_danger);
  }
  .is-paused {
    color: var(--_warning);
  }
  .is-paused .dot {
    border-color: currentcolor;
    border-radius: 0;
  }
  .is-pending {
    color: var(--_muted);
  }
  .is-pending .dot {
    border-block-start-color: transparent;
    animation: turn 900ms linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  .switch {
    min-inline-size: 7.5rem;
    transition: none;
  }
  .pause {
    display: grid;
    gap: 0.75rem;
    padding: 0.75rem 0.9rem 0.9rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_sunken);
  }
  .reasons,
  .own {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .own input {
    flex: 1 1 10rem;
    inline-size: auto;
    max-inline-size: 24rem;
    min-inline-size: 0;
  }
  .connection {
    display: flex;
    align-items: center;
    gap: 0.45rem;
    color: var(--_muted);
    font-size: 0.875rem;
    font-weight: 600;
  }
  .dot {
    inline-size: 0.7em;
    block-size: 0.7em;
    border: 2px solid currentcolor;
    border-radius: 50%;
  }
  .live .dot {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  .lost {
    color: var(--_warning);
  }
  .lost .dot {
    border-radius: 0;
  }
  .keys {
    margin-inline-start: auto;
  }
  .columns {
    display: grid;
    gap: 1.25rem;
    align-items: start;
  }
  .calls {
    display: grid;
    gap: 0.75rem;
  }
  .calls h2 {
    min-block-size: 44px;
    padding-block: 0.6rem;
    font-size: 1.125rem;
    line-height: 1.3;
  }
  .boxes {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr));
    gap: 0.75rem;
    align-items: start;
    list-style-type: '';
  }
  .empty {
    padding-block: 2.5rem;
  }
  .empty button {
    margin-block-start: 0.5rem;
  }
  .choice {
    display: flex;
    align-items: center;
    gap: 0.6rem;
    min-block-size: 40px;
    font-size: 0.9375rem;
    font-weight: 500;
  }
  dl {
    display: grid;
    gap: 0.35rem;
  }
  dl > div {
    display: grid;
    grid-template-columns: 5rem 1fr;
    gap: 0.75rem;
    align-items: baseline;
  }
  kbd {
    padding: 0.1em 0.5em;
    border: 1px solid var(--_control);
    border-radius: 6px;
    background: var(--_sunken);
    font: inherit;
    font-size: 0.875rem;
    font-weight: 650;
    white-space: nowrap;
  }
  .where {
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .actions {
    display: flex;
    justify-content: flex-end;
  }
  .notice:empty,
  .warning:empty {
    position: absolute;
  }
  .notice:not(:empty) {
    padding: 0.6rem 0.75rem;
    border-radius: var(--_radius-small);
    background: var(--_accent-soft);
    font-size: 0.9375rem;
  }
  .warning:not(:empty) {
    padding: 0.6rem 0.75rem;
    border: 1px solid var(--_warning);
    border-radius: var(--_radius-small);
    background: var(--_warning-soft);
    font-size: 0.9375rem;
  }
  /* On a narrow desk the calls come first: nobody in a call should have to scroll for Mute. */
  .calls.some {
    order: -1;
  }
  @container (min-width: 48rem) {
    .columns {
      grid-template-columns: minmax(18rem, 23rem) minmax(0, 1fr);
    }
    /* A desk without a line has no place for calls beside it. */
    callback-waiting:only-child {
      grid-column: 1 / -1;
      max-inline-size: 48rem;
    }
    .calls.some {
      order: 0;
    }
  }
`;
