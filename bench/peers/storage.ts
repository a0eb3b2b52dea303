import { findPostgres, howToGetPostgres, startPostgres } from '../../apps/api/src/testing/postgres-server.ts';
import type { Environment } from './programs.ts';

/** Where Penstock keeps its records while it is measured. */
export type Storage = { name: string; environment: Environment };

/** In a thread of its own process, whose CPU and memory are Penstock's then. */
export const embedded: Storage = { name: 'embedded database', environment: {} };

/** On a PostgreSQL server of its own, for as long as `measure` runs. Without PostgreSQL on this machine: says so, and null. */
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
