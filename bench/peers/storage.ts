import { findPostgres, howToGetPostgres, startPostgres } from '../../apps/api/src/testing/postgres-server.ts';
import type { Environment } from './programs.ts';

/** Penstock's storage during a measurement. */
export type Storage = { name: string; environment: Environment };

/** In a thread of its own process, whose CPU and memory then count as Penstock's. */
export const embedded: Storage = { name: 'embedded database', environment: {} };

/**
 * On a PostgreSQL server of its own during `measure`. Prints a message and returns null where PostgreSQL is missing.
 */
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
