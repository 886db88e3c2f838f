export * from './fake-desk.js';
export * from './fake-phone-line.js';
export * from './fake-phone.js';
export type { FakeCallback } from './fake/truth.js';
