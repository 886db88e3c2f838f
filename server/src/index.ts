export { buildRelay } from './app.js';
export { systemClock, type Clock } from './clock.js';
export type * from './parts.js';
export type * from './settings.js';
export type * from './store/store.js';
