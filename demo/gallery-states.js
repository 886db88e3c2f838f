/**
 * Every element in every state: `{ id, title, says, show }`. `says` is the sentence that must be on
 * the page once `show(container)` has resolved. Elements and calls are driven as people and networks
 * drive them, over a desk in memory.
 */
import { boxes } from './gallery/call-box.js';
import { desks } from './gallery/call-desk.js';
import { engagement } from './gallery/engagement.js';
import { form } from './gallery/form.js';
import { pad } from './gallery/keypad.js';
import { status } from './gallery/status.js';
import { waiting } from './gallery/waiting.js';

export const states = [...engagement, ...form, ...status, ...waiting, ...boxes, ...pad, ...desks];
