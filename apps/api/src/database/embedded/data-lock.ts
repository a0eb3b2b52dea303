import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DatabaseError } from '../database-error.ts';

const sqliteBusy = 5;

/** A lock of this process on a data folder, until its release or the end of the process. */
export interface DataLock {
  release(): void;
}

/**
 * Locks the database `name` of `home`. Throws a `DatabaseError` that names the owner if another process holds it.
 *
 * The lock is the operating system's lock on a file, which Node reaches only through SQLite. Unlike a file with a
 * process id, it cannot become stale, and it works between containers that share the folder.
 */
export function lockData(home: string, name = 'database'): DataLock {
  const holderFile = join(home, `${name}.pid`);
  const lockFile = join(home, `${name}.lock`);
  const file = openLock(lockFile);
  try {
    file.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if (isBusy(error)) throw new DatabaseError(inUse(home, readHolder(holderFile)), { cause: error });
    throw unusable(lockFile, error);
  }
  writeFileSync(holderFile, `${process.pid}\n`);
  return {
    release() {
      if (!file.isOpen) return;
      rmSync(holderFile, { force: true });
      file.close();
    },
  };
}

function openLock(lockFile: string): DatabaseSync {
  try {
    return new DatabaseSync(lockFile);
  } catch (error) {
    throw unusable(lockFile, error);
  }
}

/** The file was left by a copy or by another program. No process holds it. */
function unusable(lockFile: string, error: unknown): DatabaseError {
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseError(
    `The lock of the embedded database, ${lockFile}, cannot be used (${reason}): make it writable for this user, or remove it.`,
    { cause: error },
  );
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

function readHolder(holderFile: string): string | null {
  try {
    return readFileSync(holderFile, 'utf8').trim() || null;
  } catch {
    return null;
  }
}

function inUse(home: string, holder: string | null): string {
  const who = holder === null ? 'another process' : `process ${holder}`;
  return `The embedded database in ${home} is in use by ${who}: stop that one, give this one a PENSTOCK_HOME of its own, or set DATABASE_URL to a PostgreSQL server that both can share.`;
}
