export * from './audio.mjs';
export * from './browser.mjs';
export * from './coverage.mjs';
export * from './demo.mjs';
export * from './ending.mjs';
export * from './keys.mjs';
export * from './people.mjs';
export * from './stage.mjs';
