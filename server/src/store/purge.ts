import Database from 'libsql';

/**
 * Writes an SQLite file anew, without what deleted rows have left in its pages and its log. Nobody else may
 * have it open. Takes as long as the file is large. PostgreSQL does the like by itself (autovacuum).
 */
export function purge(path: string): void {
  const database = new Database(path);
  try {
    database.exec('VACUUM');
    database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
  } finally {
    database.close();
  }
}
