import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** Below this, PostgreSQL cannot write its write-ahead log, whose files take 16 MB each. */
const neededBytes = 16 * 1024 * 1024;

/** The sentence for the operator. `reason` null: no reason was given. */
export function doesNotStart(dataFolder: string, reason: string | null): string {
  const free = freeBytes(dirname(dataFolder));
  if (free !== null && free < neededBytes) {
    const mebibytes = Math.floor(free / 1024 / 1024);
    return `The embedded database in ${dataFolder} does not start, since its disk is full (${mebibytes} MiB left): free space there.`;
  }
  return `The embedded database in ${dataFolder} does not start (${reason ?? 'no reason given'}): if its files are damaged, move that folder away and restore a backup.`;
}

function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
