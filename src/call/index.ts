export * from './agent-call.js';
export * from './agent-desk.js';
export { pruneBoxes } from './box-store.js';
export type { WatchdogOptions } from './media-watchdog.js';
export type { MicrophoneState } from './call-microphone.js';
export * from './microphone.js';
export * from './one-voice.js';
export { maxPendingTones, type SentTone, type ToneState } from './tone-queue.js';
