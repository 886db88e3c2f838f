import './context-root.js';
import { CallbackProvider } from '../elements/callback-provider.js';
import { defineOnce } from '../elements/define-once.js';

defineOnce('callback-provider', CallbackProvider);

declare global {
  interface HTMLElementTagNameMap {
    'callback-provider': CallbackProvider;
  }
}
