import { findPostgres, howToGetPostgres, startPostgres } from '../../apps/api/src/testing/postgres-server.ts';
import type { Environment } from './programs.ts';

/** Penstock's storage during a measurement. */
export type Storage = { name: string; environment: Environment };

/** The database runs in a thread of Penstock's process. Its CPU and memory count as Penstock's. */
export const embedded: Storage = { name: 'embedded database', environment: {} };

/** Uses its own PostgreSQL server during `measure`. Prints a message and returns null if PostgreSQL is missing. */
export async function onServer<Result>(measure: (storage: Storage) => Promise<Result>): Promise<Result | null> {
  const programs = findPostgres();
  if (programs === null) {
    console.log(`\nWithout Penstock on a PostgreSQL server: ${howToGetPostgres}.`);
    return null;
  }
  const server = await startPostgres(programs);
  try {
    return await measure({ name: 'PostgreSQL server', environment: { DATABASE_URL: server.url } });
  } finally {
    await server.remove();
  }
}
