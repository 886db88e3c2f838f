import { svg } from 'lit';

/** Icons that only the visitor's elements need, in the style of `icons.ts`. */
export const visitorIcons = {
  back: svg`<svg class="flip" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M15 5l-7 7 7 7"/></svg>`,
  forward: svg`<svg class="flip" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M9 5l7 7-7 7"/></svg>`,
  down: svg`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M6 9.500l6 6 6-6"/></svg>`,
  pause: svg`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M9 6v12M15 6v12"/></svg>`,
  ringing: svg`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><rect x="7.500" y="3" width="9" height="18" rx="2"/><path d="M11 17.500h2M4 9v6M20 9v6M1.500 10.500v3M22.500 10.500v3"/></svg>`,
  outgoing: svg`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M6.600 3.500 9 4l1.400 4-2 1.600a12.500 12.500 0 0 0 6 6l1.600-2 4 1.400.5 2.400a2.400 2.400 0 0 1-2.400 2.900A15.600 15.600 0 0 1 3.700 5.900 2.400 2.400 0 0 1 6.600 3.500ZM15 9l5.500-5.500M16 3.500h4.500V8"/></svg>`,
  offline: svg`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M3 3l18 18M5 12.500a10 10 0 0 1 4.500-2.600M8.500 16a5 5 0 0 1 7 0M12 19.500v.1M2.500 9a14 14 0 0 1 4-2.500M11 5.100A14 14 0 0 1 21.500 9M14.500 10a10 10 0 0 1 4.500 2.500"/></svg>`,
};
