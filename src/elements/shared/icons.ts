import { svg, type TemplateResult } from 'lit';

/** An icon of the library: drawn on a 24 by 24 grid, with the style of `shared.styles.ts`. */
export function icon(paths: TemplateResult<2>): TemplateResult<2> {
  return svg`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${paths}</svg>`;
}

/** Icons that visitors and agents see. */
export const icons = {
  phone: icon(
    svg`<path d="M6.6 3.5 9 4l1.4 4-2 1.6a12.5 12.5 0 0 0 6 6l1.6-2 4 1.4.5 2.4a2.4 2.4 0 0 1-2.4 2.9A15.6 15.6 0 0 1 3.7 5.9 2.4 2.4 0 0 1 6.6 3.500Z"/>`,
  ),
  phoneOff: icon(
    svg`<path d="M3.3 13.600a12.5 12.5 0 0 1 17.4 0l-2 3-3.4-1.200v-2.400a10.7 10.7 0 0 0-6.6 0v2.400l-3.4 1.200Z"/>`,
  ),
  close: icon(svg`<path d="M6 6l12 12M18 6 6 18"/>`),
  check: icon(svg`<path d="m5 12.5 4.5 4.500L19 7.5"/>`),
  alert: icon(svg`<path d="M12 8v5M12 16.500v.1M12 3.5 2.5 20h19Z"/>`),
  clock: icon(svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.500V12l3 2"/>`),
};
