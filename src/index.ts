// Everything: importing this registers all elements. To register some of them, import
// `callback-elements/define/….js`; for a class without its registration `callback-elements/elements/….js`.
export * from './callback/index.js';
export * from './messages/messages.js';
export * from './transport/transport.js';

export * from './elements/shared/visitor-events.js';
export { CallbackEngagement } from './elements/callback-engagement/callback-engagement.js';
export { CallbackForm } from './elements/callback-form/callback-form.js';
export { CallbackProvider } from './elements/callback-provider/callback-provider.js';
// The element's class takes the name of what it shows; that is here under another one.
export { CallbackStatus } from './elements/callback-status/callback-status.js';
export type { CallbackStatus as VisitorStatus } from './transport/transport.js';
export { transportContext } from './elements/shared/transport-context.js';
import './define/callback-engagement.js';
import './define/callback-form.js';
import './define/callback-provider.js';
import './define/callback-status.js';

export * from './call/index.js';
export * from './elements/shared/agent-events.js';
export { CallBox } from './elements/call-box/call-box.js';
export { CallDesk } from './elements/call-desk/call-desk.js';
export { CallKeypad } from './elements/call-keypad/call-keypad.js';
export { CallbackWaiting } from './elements/callback-waiting/callback-waiting.js';
import './define/call-box.js';
import './define/call-desk.js';
import './define/call-keypad.js';
import './define/callback-waiting.js';
