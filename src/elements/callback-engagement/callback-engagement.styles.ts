import { css } from 'lit';

export const callbackEngagementStyles = css`
  /* Without a box of its own no page style (transform, filter, opacity, all: unset) can break it. */
  :host {
    display: contents !important;
    visibility: visible !important;
  }
  .dock,
  .panel {
    all: initial;
    --_inset: var(--callback-inset, 1rem);
    box-sizing: border-box;
    color-scheme: inherit;
    color: var(--_text);
    font: 400 1rem/1.45 var(--_font);
    text-align: start;
    -webkit-text-size-adjust: 100%;
  }
  .dock {
    display: inline-block;
  }
  .dock[popover] {
    display: block;
    position: fixed;
    inset: auto;
    inset-block-end: calc(var(--_inset) + env(safe-area-inset-bottom, 0px));
    inset-inline-end: var(--_inset);
    max-inline-size: calc(100vw - 2 * var(--_inset));
    overflow: visible;
  }
  .dock[popover]:not(:popover-open),
  .panel:not(:popover-open) {
    display: none;
  }
  .launcher.primary {
    position: relative;
    min-block-size: 56px;
    padding: 0.75em 1.4em 0.75em 1.2em;
    border-radius: 999px;
    font-size: 1.0625rem;
    box-shadow: var(--_shadow);
  }
  .dock:not([popover]) .launcher {
    min-block-size: 50px;
    border-radius: var(--_radius-small);
    box-shadow: none;
  }
  .mark {
    position: absolute;
    inset-block-start: -0.2rem;
    inset-inline-end: 0.35rem;
    inline-size: 1rem;
    block-size: 1rem;
    border: 3px solid var(--_surface);
    border-radius: 50%;
    background: var(--_warning);
  }

  .panel {
    display: flex;
    flex-direction: column;
    position: fixed;
    inset: auto;
    inset-block-end: calc(var(--_inset) + env(safe-area-inset-bottom, 0px));
    inset-inline-end: var(--_inset);
    inline-size: min(25rem, calc(100vw - 2 * var(--_inset)));
    max-block-size: min(46rem, calc(100dvh - 2 * var(--_inset)));
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 1.34);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  :host([placement$='-start']) .dock,
  :host([placement$='-start']) .panel {
    inset-inline: var(--_inset) auto;
  }
  :host([placement^='top-']) .dock,
  :host([placement^='top-']) .panel {
    inset-block: calc(var(--_inset) + env(safe-area-inset-top, 0px)) auto;
  }
  @media (prefers-reduced-motion: no-preference) {
    .panel:popover-open {
      transition:
        opacity 160ms ease-out,
        translate 160ms ease-out;
    }
    @starting-style {
      .panel:popover-open {
        opacity: 0;
        translate: 0 12px;
      }
    }
  }
  @media (max-width: 30rem) {
    /* A sheet from edge to edge: on a phone each pixel counts. */
    .panel,
    :host([placement]) .panel {
      inset-inline: 0;
      inset-block: auto 0;
      inline-size: 100vw;
      max-block-size: calc(100dvh - 1.5rem);
      border-inline: 0;
      border-block-end: 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
      padding-block-end: env(safe-area-inset-bottom, 0px);
    }
    .body {
      padding-inline: 1rem;
    }
  }

  .header {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    padding: 0.75rem 0.75rem 0.5rem 1.25rem;
  }
  .header:dir(rtl) {
    padding-inline: 1.25rem 0.75rem;
  }
  .header:has(.back) {
    padding-inline-start: 0.5rem;
  }
  .panel-title {
    flex: 1;
    min-inline-size: 0;
    border-radius: 4px;
    font-size: 1.1875rem;
    font-weight: 700;
    line-height: 1.25;
    text-wrap: balance;
  }
  .header button {
    color: var(--_muted);
  }
  .header button:hover {
    color: var(--_text);
  }
  .body {
    overflow: auto;
    overscroll-behavior: contain;
    padding: 0.5rem 1.25rem 1.25rem;
    /* Outlines of the fields at the edge need their room. */
    scroll-padding: 1rem;
  }
  [hidden] {
    display: none !important;
  }

  .channels {
    display: grid;
    gap: 0.625rem;
  }
  .channel,
  ::slotted(a),
  ::slotted(button) {
    display: flex;
    align-items: center;
    justify-content: start;
    gap: 0.9rem;
    box-sizing: border-box;
    inline-size: 100%;
    min-block-size: 3.75rem;
    margin: 0;
    padding: 0.75rem 1rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-weight: 600;
    text-align: start;
    text-decoration: none;
    cursor: pointer;
  }
  ::slotted(a:hover),
  ::slotted(button:hover) {
    background: var(--_sunken);
  }
  ::slotted(:focus-visible) {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  button.channel {
    border-color: transparent;
    background: var(--_accent-soft);
  }
  button.channel:hover {
    background: color-mix(in oklab, var(--_accent-soft), var(--_accent) 12%);
  }
  .channel > svg {
    color: var(--_accent);
  }
  .channel-icon {
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 2.75rem;
    block-size: 2.75rem;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .channel-words {
    display: grid;
    flex: 1;
    gap: 0.15rem;
    min-inline-size: 0;
  }
  .channel-hint {
    color: var(--_muted);
    font-size: 0.9375rem;
    font-weight: 400;
  }
  .flip:dir(rtl) {
    scale: -1 1;
  }
  .loading,
  .failed {
    padding-block: 1.5rem;
    color: var(--_muted);
    text-align: center;
  }
  .failed {
    display: grid;
    gap: 1rem;
    justify-items: center;
    color: var(--_text);
  }
  @media print {
    .dock[popover] {
      display: none;
    }
  }
`;
