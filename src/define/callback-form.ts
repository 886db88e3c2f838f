import './context-root.js';
import { CallbackForm } from '../elements/callback-form/callback-form.js';

if (!customElements.get('callback-form')) customElements.define('callback-form', CallbackForm);

declare global {
  interface HTMLElementTagNameMap {
    'callback-form': CallbackForm;
  }
}
