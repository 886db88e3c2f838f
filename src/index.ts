// Everything: importing this registers all elements. To register some of them, import
// `callback-elements/define/….js`; for a class without its registration `callback-elements/elements/….js`.
export * from './callback/index.js';
export * from './messages/messages.js';
export * from './transport/transport.js';

export * from './elements/visitor-events.js';
export { CallbackEngagement } from './elements/callback-engagement.js';
export { CallbackForm } from './elements/callback-form.js';
export { CallbackProvider } from './elements/callback-provider.js';
export { CallbackStatusElement } from './elements/callback-status.js';
export { transportContext } from './elements/transport-context.js';
import './define/callback-engagement.js';
import './define/callback-form.js';
import './define/callback-provider.js';
import './define/callback-status.js';

export * from './call/index.js';
export * from './elements/agent-events.js';
export { CallBox, type Disposition } from './elements/call-box.js';
export { CallDesk } from './elements/call-desk.js';
export { CallKeypad } from './elements/call-keypad.js';
export { CallbackWaiting } from './elements/callback-waiting.js';
import './define/call-box.js';
import './define/call-desk.js';
import './define/call-keypad.js';
import './define/callback-waiting.js';
