import './context-root.js';
import { CallbackEngagement } from '../elements/callback-engagement.js';
import { defineOnce } from '../elements/define-once.js';

defineOnce('callback-engagement', CallbackEngagement);

declare global {
  interface HTMLElementTagNameMap {
    'callback-engagement': CallbackEngagement;
  }
}
