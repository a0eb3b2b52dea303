import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseError } from '../database-error.ts';

/** The version of PostgreSQL in PGlite. It opens the files of no other version. */
const version = '18';

/** Files of every database. Those that an incomplete copy usually lacks come first. */
const essential = ['base', 'global', 'pg_wal', 'pg_xact', join('global', 'pg_control')] as const;

/** The fixed size of this file, bytes. PostgreSQL writes it as a whole. */
const controlBytes = 8_192;

const shownNames = 3;

/**
 * Inspects the folder of the embedded database before anything is written. Returns `empty` if a database must be
 * created, and `database` if one exists. Throws a `DatabaseError`, one sentence with the folder's name, for anything
 * else. Examples: other files, a file in its place, an unreadable folder, files of another version, an incomplete
 * database, a dangling link. A mount point is refused for a new database, because the database cannot be moved onto it.
 */
export function checkDataFolder(folder: string): 'empty' | 'database' {
  const names = list(folder);
  if (names.length === 0) {
    if (isMountPoint(folder)) {
      throw refuse(
        folder,
        'it is a mount point, so no database can be moved there',
        'mount its disk one folder higher',
      );
    }
    return 'empty';
  }
  if (!names.includes('PG_VERSION')) {
    throw refuse(folder, `it holds other files (${show(names)})`, 'move them away');
  }
  const found = readVersion(folder);
  if (found !== version) {
    const reason = `its files are of PostgreSQL ${found}, and the embedded one is PostgreSQL ${version}`;
    throw refuse(folder, reason, 'move that folder away and restore a backup of this version');
  }
  const missing = essential.find((name) => sizeOf(join(folder, name)) === null);
  if (missing !== undefined) throw refuse(folder, `'${missing}' is missing, as in an interrupted copy`, mend);
  if (sizeOf(join(folder, 'global', 'pg_control')) !== controlBytes) {
    throw refuse(folder, `'${join('global', 'pg_control')}' is incomplete, as in an interrupted copy`, mend);
  }
  return 'database';
}

const mend = 'move that folder away and restore a whole backup';

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' && !isLink(folder)) return [];
    if (code === 'ENOENT') {
      const reason = `it is a link to ${readlinkSync(folder)}, which is not there`;
      throw refuse(folder, reason, 'create that folder or mount its disk', error);
    }
    // If a parent is a file, the creation of the folder reports it.
    if (code === 'ENOTDIR' && sizeOf(folder) === null) return [];
    if (code === 'ENOTDIR') throw refuse(folder, 'it is a file, not a folder', 'move it away', error);
    throw refuse(folder, `it cannot be read: ${messageOf(error)}`, 'make it readable for this user', error);
  }
}

function readVersion(folder: string): string {
  try {
    // The version is a number of a few bytes. Other content is not quoted.
    const text = readFileSync(join(folder, 'PG_VERSION'), 'utf8').slice(0, 20).trim();
    return /^\d+(\.\d+)?$/.test(text) ? text : 'an unknown version';
  } catch (error) {
    throw refuse(folder, `'PG_VERSION' cannot be read: ${messageOf(error)}`, mend, error);
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function isMountPoint(folder: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  const isMade = found !== undefined && !isLink(folder);
  return isMade && found.dev !== statSync(dirname(folder)).dev;
}

/** Size in bytes; null if there is no file. */
function sizeOf(file: string): number | null {
  try {
    return statSync(file).size;
  } catch {
    return null;
  }
}

function show(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).map((name) => `'${name}'`);
  return names.length > shownNames ? `${shown.join(', ')} and ${names.length - shownNames} more` : shown.join(', ');
}

function refuse(folder: string, reason: string, remedy: string, cause?: unknown): DatabaseError {
  return new DatabaseError(
    `The embedded database in ${folder} does not start (${reason}): ${remedy}, or set PENSTOCK_HOME to another folder; nothing was changed.`,
    { cause },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
