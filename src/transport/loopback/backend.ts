import type { Desk } from '../../desk/index.js';
import type { Bell } from './bell.js';
import type { Clock } from '../clock.js';
import type { IdbStore } from './store.js';

/** One desk as a page has it: what the roles of a transport share. */
export interface Backend {
  /** The desk's name. */
  readonly name: string;
  readonly clock: Clock;
  readonly bell: Bell;
  readonly store: IdbStore;
  readonly desk: Desk;
  /** Aborted when the transport is disposed of. */
  readonly closing: AbortSignal;
}
