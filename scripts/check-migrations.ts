// Refuses migrations that break replicas of the previous release, which run beside new replicas while a release rolls
// out. Prints nothing when there are none.
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findUnsafe } from './migrations/find-unsafe.ts';

/** The last migration before the rule. No release contained it or an earlier migration. */
const baseline = '20261129104615_response_cache';

const root = join(import.meta.dirname, '..');
const files = globSync('prisma/migrations/*/migration.sql', { cwd: root }).toSorted();
for (const file of files.filter((path) => basename(dirname(path)) > baseline)) {
  for (const problem of await findUnsafe(readFileSync(join(root, file), 'utf8'), file)) {
    console.error(problem);
    process.exitCode = 1;
  }
}
