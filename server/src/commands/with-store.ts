import { complain, databaseOf, type Given } from '../config.js';
import { openDatabase } from '../relay.js';
import type { RelayStore } from '../store/store.js';

/** Opens the database for the time of some work. */
export async function withStore(
  given: Given,
  work: (store: RelayStore) => Promise<void>,
): Promise<void> {
  const database = databaseOf(given);
  complain(given);
  const store = await openDatabase(database);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
