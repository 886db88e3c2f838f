export * from './browser.mjs';
export * from './coverage.mjs';
export * from './demo.mjs';
