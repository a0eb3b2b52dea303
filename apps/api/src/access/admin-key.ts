import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The key that may do everything, and whether it was made just now (then its owner has not seen it yet). */
export type AdminKey = { key: string; isNew: boolean; file: string | null };

const leastLength = 16;

/** What is wrong with the admin key, in one sentence for the operator; never the key. */
export class AdminKeyError extends Error {
  override name = 'AdminKeyError';
}

/**
 * The admin key: the one given from outside, else the one in `<home>/admin-key`, else a new one, kept there for its
 * owner alone. Throws an `AdminKeyError` when a key is too weak or the file cannot be used.
 */
export async function readAdminKey(given: string | null, home: string): Promise<AdminKey> {
  if (given !== null) return { key: checkKey(given, 'PENSTOCK_ADMIN_KEY'), isNew: false, file: null };
  const file = join(home, 'admin-key');
  const kept = await readKept(file);
  if (kept !== null) return { key: checkKey(kept, file), isNew: false, file };
  return makeKey(home, file);
}

function checkKey(key: string, source: string): string {
  const trimmed = key.trim();
  if (trimmed.length < leastLength) {
    throw new AdminKeyError(`${source} holds a key of ${trimmed.length} characters: it needs at least ${leastLength}.`);
  }
  if (/\s/.test(trimmed))
    throw new AdminKeyError(`${source} holds a key with a blank in it: a bearer token cannot have one.`);
  return trimmed;
}

async function readKept(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw new AdminKeyError(
      `The admin key in ${file} cannot be read: ${error instanceof Error ? error.message : error}.`,
    );
  }
}

async function makeKey(home: string, file: string): Promise<AdminKey> {
  const key = `psk_admin_${randomBytes(32).toString('base64url')}`;
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    if (await keep(`${key}\n`, file)) return { key, isNew: true, file };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AdminKeyError(
      `The admin key cannot be kept in ${file} (${reason}): make that folder writable, set PENSTOCK_HOME to one that is, or give the key in PENSTOCK_ADMIN_KEY.`,
    );
  }
  return readAdminKey(null, home);
}

/**
 * Two processes that start at once must agree on one key: it is written aside and linked into its place whole, and
 * whoever comes second (false) reads what the first has put there.
 */
async function keep(text: string, file: string): Promise<boolean> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(aside, text, { flag: 'wx', mode: 0o600, flush: true });
  try {
    await link(aside, file).catch(async (error: unknown) => {
      if (!knowsNoLinks(error)) throw error;
      await writeFile(file, text, { flag: 'wx', mode: 0o600, flush: true });
    });
    return true;
  } catch (error) {
    if (isExisting(error)) return false;
    throw error;
  } finally {
    await rm(aside);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

/** As of folders that a container shares with its host. */
function knowsNoLinks(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EPERM', 'ENOSYS', 'ENOTSUP'].includes(String(error.code));
}
