import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { createPostgres } from './lean-postgres.ts';
import { fail } from './thread-messages.ts';
import type { CreationSettings } from './worker-protocol.ts';

const { dataFolder } = workerData as CreationSettings;

/**
 * A new database is created beside its place and moved there when complete. A database whose creation was interrupted
 * never opens.
 */
async function createData(): Promise<void> {
  const unfinished = `${dataFolder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const db = await createPostgres(unfinished);
  await db.close();
  // Only an empty folder is replaced, so no data is lost.
  if (existsSync(dataFolder)) rmdirSync(dataFolder);
  renameSync(unfinished, dataFolder);
  process.exit(0);
}

createData().catch(fail);
