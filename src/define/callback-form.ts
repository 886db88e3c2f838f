import './context-root.js';
import { CallbackForm } from '../elements/callback-form.js';
import { defineOnce } from '../elements/define-once.js';

defineOnce('callback-form', CallbackForm);

declare global {
  interface HTMLElementTagNameMap {
    'callback-form': CallbackForm;
  }
}
