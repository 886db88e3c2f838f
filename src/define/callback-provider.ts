import './context-root.js';
import { CallbackProvider } from '../elements/callback-provider/callback-provider.js';

if (!customElements.get('callback-provider'))
  customElements.define('callback-provider', CallbackProvider);

declare global {
  interface HTMLElementTagNameMap {
    'callback-provider': CallbackProvider;
  }
}
