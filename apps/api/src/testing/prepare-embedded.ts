import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { openDatabase } from '../database/open-database.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const cache = join(root, 'node_modules/.cache/penstock/databases');

let made: Promise<string> | null = null;

/**
 * Copies an embedded database into `home`, as after the first start, unless there is one. Copying takes a fifth of the
 * time of creating. The first test creates the original. It is created again after a change of PostgreSQL or the
 * migrations.
 */
export async function prepareEmbedded(home: string): Promise<void> {
  if (existsSync(join(home, 'data'))) return;
  made ??= findOrMake();
  await cp(await made, join(home, 'data'), { recursive: true });
}

async function findOrMake(): Promise<string> {
  const place = join(cache, fingerprint());
  if (existsSync(place)) return place;
  await mkdir(cache, { recursive: true });
  const home = await mkdtemp(join(cache, 'unfinished-'));
  const database = await openDatabase({ databaseUrl: null, home, log: pino({ level: 'silent' }) });
  await database.close();
  // Another process may have finished first. Its copy is equally good.
  await rename(join(home, 'data'), place).catch(() => {});
  await rm(home, { recursive: true, force: true });
  return place;
}

/** A hash of everything that determines the files of a new database. */
function fingerprint(): string {
  const program = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const sources = globSync(['prisma/migrations/*/migration.sql', 'apps/api/src/database/embedded/*.ts'], { cwd: root });
  const hash = createHash('sha256').update(readFileSync(join(dirname(program), '../package.json')));
  for (const file of sources.sort()) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}
