export * from './end.js';
export * from './error.js';
export * from './mask.js';
export * from './name.js';
export * from './random.js';
export * from './request.js';
export * from './state.js';
export * from './tone.js';
