export { buildRelay } from './app.js';
export { signToken, verifier, type SignedIn, type TokenContents } from './auth.js';
export { ConfigError, readConfig, type Config } from './config.js';
export { Failure } from './failure.js';
export { startRelay, type Relay } from './relay.js';
export type * from './settings.js';
export { openStore, type StoreOptions } from './store/open.js';
export type * from './store/store.js';
