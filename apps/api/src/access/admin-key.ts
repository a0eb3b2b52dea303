import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecret } from './secrets.ts';

/** The key with all permissions. `isNew`: created now, so its owner has not seen it yet. */
export type AdminKey = { key: string; isNew: boolean; file: string | null };

const leastLength = 16;

/** A problem with the admin key, as one sentence for the operator without the key. */
export class AdminKeyError extends Error {
  override name = 'AdminKeyError';
}

/**
 * The admin key: the given key, else the key in `<home>/admin-key`. If there is none, a new key is saved there,
 * readable only by its owner. Throws an `AdminKeyError` if the key is too weak or the file cannot be used.
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
    throw new AdminKeyError(
      `${source} has a key of ${trimmed.length} characters: it must have at least ${leastLength}.`,
    );
  }
  if (/\s/.test(trimmed)) throw new AdminKeyError(`${source} has a key with a space in it: remove the space.`);
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
  const key = createSecret('admin').text;
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    if (await keep(`${key}\n`, file)) return { key, isNew: true, file };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AdminKeyError(
      `The admin key cannot be saved in ${file} (${reason}): make that folder writable, set PENSTOCK_HOME to a writable folder, or set PENSTOCK_ADMIN_KEY.`,
    );
  }
  return readAdminKey(null, home);
}

/**
 * The time at which a key's file was written, epoch milliseconds. Null without a file: the key is from the environment.
 */
export async function readSavedAtMs({ file }: AdminKey): Promise<number | null> {
  return file === null ? null : Math.floor((await stat(file)).mtimeMs);
}

/** Replaces the key in its file. The file is complete at every moment. Returns the previous key. */
export async function replaceKept(file: string, key: string): Promise<string> {
  const before = (await readFile(file, 'utf8')).trim();
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(aside, `${key}\n`, { flag: 'wx', mode: 0o600, flush: true });
  await rename(aside, file);
  return before;
}

/**
 * Two processes that start together must use the same key. The file is written under another name and then linked, so
 * it is always complete. The second process (false) reads the key of the first.
 */
async function keep(text: string, file: string): Promise<boolean> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(aside, text, { flag: 'wx', mode: 0o600, flush: true });
  try {
    await link(aside, file).catch(async (error: unknown) => {
      if (!isLinkUnsupported(error)) throw error;
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

/** For example, in a folder that a container shares with its host. */
function isLinkUnsupported(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EPERM', 'ENOSYS', 'ENOTSUP'].includes(String(error.code));
}
