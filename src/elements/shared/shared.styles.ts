import { css } from 'lit';

/**
 * What every element shares: colours, type, spacing.
 *
 * Sites set the public `--callback-*` properties on any ancestor; elements read the private `--_*`
 * ones. Light or dark follows the page's own `color-scheme`, which is inherited: a page that declares
 * none is light, whatever the visitor's system prefers.
 */
export const tokens = css`
  :host {
    --_accent: var(--callback-accent, light-dark(#0b6b57, #5fd6b6));
    --_on-accent: var(--callback-on-accent, light-dark(#ffffff, #04231b));
    --_accent-soft: var(--callback-accent-soft, light-dark(#e5f3ef, #17352e));
    --_surface: var(--callback-surface, light-dark(#ffffff, #1c1f22));
    --_sunken: var(--callback-sunken, light-dark(#f3f5f7, #141618));
    --_text: var(--callback-text, light-dark(#1a1f24, #eceff1));
    --_muted: var(--callback-muted, light-dark(#55606b, #a9b3bc));
    --_border: var(--callback-border, light-dark(#dbe0e5, #363b40));
    /* The edge of a control must stand out from its ground by 3:1 (WCAG 1.4.11). */
    --_control: var(--callback-control, light-dark(#78838e, #87919a));
    --_danger: var(--callback-danger, light-dark(#b3261e, #ff9a91));
    --_on-danger: var(--callback-on-danger, light-dark(#ffffff, #3b0906));
    --_danger-soft: var(--callback-danger-soft, light-dark(#fcebea, #3d1f1d));
    --_warning: var(--callback-warning, light-dark(#8a5200, #f3bf6a));
    --_warning-soft: var(--callback-warning-soft, light-dark(#fdf1dd, #3a2c14));
    --_radius: var(--callback-radius, 12px);
    --_radius-small: calc(var(--_radius) * 0.66);
    --_shadow: 0 1px 2px rgb(0 0 0 / 8%), 0 12px 32px rgb(0 0 0 / 18%);
    --_font: var(
      --callback-font,
      system-ui,
      -apple-system,
      'Segoe UI',
      Roboto,
      'Helvetica Neue',
      Arial,
      sans-serif
    );
    display: block;
    box-sizing: border-box;
    color: var(--_text);
    font: 400 1rem/1.45 var(--_font);
    text-align: start;
    -webkit-text-size-adjust: 100%;
  }
  :host([hidden]) {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  svg {
    display: block;
    inline-size: 1.25em;
    block-size: 1.25em;
    flex: none;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  /* Text that a visitor typed: any script, any length, never wider than its place. */
  .typed {
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }
  /* A phone number reads left to right in every language. */
  .number {
    direction: ltr;
    unicode-bidi: isolate;
    font-variant-numeric: tabular-nums;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;

/** Buttons: plain, `.primary`, `.danger`, `.quiet`, `.icon` (square, for an icon alone). */
export const buttons = css`
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5em;
    /* 44 px: WCAG 2.5.5, a thumb's width. */
    min-block-size: 44px;
    margin: 0;
    padding: 0.5em 1em;
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-weight: 600;
    line-height: 1.2;
    text-align: center;
    cursor: pointer;
    touch-action: manipulation;
    transition: background-color 120ms;
  }
  button:hover {
    background: var(--_sunken);
  }
  button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button.primary:hover {
    background: color-mix(in oklab, var(--_accent), var(--_text) 14%);
  }
  button.danger {
    border-color: transparent;
    background: var(--_danger);
    color: var(--_on-danger);
  }
  button.danger:hover {
    background: color-mix(in oklab, var(--_danger), var(--_text) 14%);
  }
  button.quiet {
    border-color: transparent;
    background: transparent;
  }
  button.quiet:hover {
    background: color-mix(in oklab, currentcolor, transparent 90%);
  }
  button.icon {
    min-inline-size: 44px;
    padding: 0;
  }
  button:disabled,
  button[aria-disabled='true'] {
    opacity: 0.55;
    cursor: default;
  }
  @media (forced-colors: active) {
    button {
      border-color: ButtonBorder !important;
    }
  }
`;
