import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from '../database-error.ts';
import { doesNotStart } from './does-not-start.ts';
import type { CreationMessage } from './worker-protocol.ts';

/**
 * Creates a database in a folder that this process has locked. Rejects with a `DatabaseError` if it cannot. The
 * database is created next to its place and moved there when complete, so an incomplete database never opens.
 */
export async function createData(dataFolder: string): Promise<void> {
  try {
    await removeUnfinished(dataFolder);
    const unfinished = mkdtempSync(`${dataFolder}.unfinished-`);
    const reason = await runCreation(unfinished);
    if (reason !== null) throw new Error(reason);
    // Only an empty folder is replaced, so no data is lost.
    if (existsSync(dataFolder)) rmdirSync(dataFolder);
    renameSync(unfinished, dataFolder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseError(doesNotStart(dataFolder, reason), { cause: error });
  }
}

/**
 * How long the process of a killed service may still write, milliseconds. It usually ends within a second, and later on
 * a busy machine.
 */
const stillWritingMs = 20_000;

/** Removes the folders of interrupted creations. */
async function removeUnfinished(dataFolder: string): Promise<void> {
  const parent = dirname(dataFolder);
  const prefix = `${basename(dataFolder)}.unfinished`;
  for (const name of readdirSync(parent)) {
    if (name === prefix || name.startsWith(`${prefix}-`)) await removeWritten(join(parent, name));
  }
}

/** Removes a folder that may gain files during its removal. */
async function removeWritten(folder: string): Promise<void> {
  const endMs = performance.now() + stillWritingMs;
  while (true) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      const hasGained = error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY';
      if (!hasGained || performance.now() > endMs) throw error;
    }
    await sleep(100);
  }
}

/**
 * Resolves to the reason of a failure; null on success. Creation takes 500 MB, all of which is free when the process
 * ends. After a thread, the allocator would keep about 27 MB of fragments.
 */
function runCreation(folder: string): Promise<string | null> {
  const child: ChildProcess = fork(new URL('./creation-process.ts', import.meta.url), [folder], { execArgv: [] });
  let failure: string | null = null;
  child.on('message', (message: CreationMessage) => {
    if (message.type === 'failed') failure = message.message;
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      resolve(failure ?? (code === 0 ? null : `its creation ended with ${signal ?? `code ${code}`}`));
    });
  });
}
