/** Italian: importing this registers it. */
import { agentMessagesIt } from './it/agent.js';
import { visitorMessagesIt } from './it/visitor.js';
import { registerMessages } from './messages.js';

registerMessages('it', { ...agentMessagesIt, ...visitorMessagesIt });
