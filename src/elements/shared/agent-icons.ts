import { svg } from 'lit';
import { icon } from './icons.js';

/** Icons that only the agent's elements need: no visitor's page loads them. */
export const agentIcons = {
  microphone: icon(
    svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.500a6.5 6.5 0 0 0 13 0M12 18v3"/>`,
  ),
  microphoneOff: icon(
    svg`<path d="M9 9v2a3 3 0 0 0 4.8 2.400M15 10.500V6a3 3 0 0 0-5.7-1.300M5.5 11.500a6.5 6.5 0 0 0 10 5.500M18.5 11.500a6.5 6.5 0 0 1-.4 2.200M12 18v3M4 4l16 16"/>`,
  ),
  keypad: icon(
    svg`<path d="M6 6h.01M12 6h.01M18 6h.01M6 12h.01M12 12h.01M18 12h.01M6 18h.01M12 18h.01M18 18h.01" stroke-width="3.2"/>`,
  ),
  keyboard: icon(
    svg`<rect x="3" y="6" width="18" height="12" rx="2"/><path d="M7 10h.01M11 10h.01M15 10h.01M17 14h.01M7 14h.01M10 14h4"/>`,
  ),
  bell: icon(
    svg`<path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.5 1.500h-15ZM10 20.500a2 2 0 0 0 4 0"/>`,
  ),
  bellOff: icon(
    svg`<path d="M8 6.500A6 6 0 0 1 18 11v4M6 16.500V11M4.5 18H16M10 20.500a2 2 0 0 0 4 0M4 4l16 16"/>`,
  ),
  palette: icon(
    svg`<path d="M12 3.500a8.5 8.5 0 1 0 0 17c1.5 0 2-1 1.5-2.2-.6-1.4.3-2.8 2-2.800H18a2.5 2.5 0 0 0 2.5-2.600A8.5 8.5 0 0 0 12 3.500ZM8 11h.01M11 7.500h.01M15.5 9h.01"/>`,
  ),
  pause: icon(svg`<path d="M9 6v12M15 6v12"/>`),
  transfer: icon(svg`<path d="M4 8h13M13 4l4 4-4 4M20 16H7M11 12.500 7 16l4 4"/>`),
  undo: icon(svg`<path d="M4 9h10a5.5 5.5 0 0 1 0 11h-4M8 5 4 9l4 4"/>`),
};
