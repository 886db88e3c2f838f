/** Italian: importing this registers it. */
import { visitorMessagesIt } from './it/visitor.js';
import { registerMessages } from './messages.js';

registerMessages('it', visitorMessagesIt);
