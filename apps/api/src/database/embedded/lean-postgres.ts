import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { allowOptimizedWasm, disallowOptimizedWasm } from './baseline-wasm.ts';

/**
 * PGlite fills PostgreSQL's buffers with zeros at the start, so they occupy memory from then on. The default of 128 MB
 * is for servers. Further pages are read from the system's file cache, which holds them anyway.
 */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=8MB'];

/**
 * PGlite without the memory peak of its parser. V8's optimizing compiler takes 600 MB and 2 to 5 s for that one
 * function of PostgreSQL (`--trace-wasm-compilation-times`; function 2273 of PGlite 0.5.14). So the first statement,
 * which calls the parser for the first time, runs in baseline code. All other functions are optimized once they are
 * hot. In baseline code, a statement costs a third more CPU.
 */
class LeanPostgres extends PGlite {
  #hasParsed = false;

  override execProtocolRawSync(message: Uint8Array): Uint8Array {
    if (this.#hasParsed) return super.execProtocolRawSync(message);
    this.#hasParsed = true;
    disallowOptimizedWasm();
    try {
      return super.execProtocolRawSync(message);
    } finally {
      allowOptimizedWasm();
    }
  }
}

/**
 * Opens an existing database that this process has locked. A process that was killed during its start leaves an empty
 * `postmaster.pid`, with which PostgreSQL would never start again.
 */
export async function openPostgres(dataFolder: string): Promise<PGlite> {
  rmSync(join(dataFolder, 'postmaster.pid'), { force: true });
  const db = new LeanPostgres(dataFolder, { startParams });
  await db.waitReady;
  return db;
}

/**
 * Creates a database. Most of the code for it runs once, so it runs in baseline code. That code stays as long as any
 * database of the thread is open.
 */
export async function createPostgres(dataFolder: string): Promise<PGlite> {
  disallowOptimizedWasm();
  try {
    return await PGlite.create(dataFolder, { startParams });
  } finally {
    allowOptimizedWasm();
  }
}
