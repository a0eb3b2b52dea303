import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { releaseMemory } from '../../process/release-memory.ts';
import { withBaselineWasm } from './baseline-wasm.ts';
import { readWholeMessages } from './read-whole-messages.ts';
import type { ListenAddress, WorkerMessage, WorkerSettings } from './worker-protocol.ts';

const { dataFolder, address } = workerData as WorkerSettings;

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

/** Ends the thread. When PostgreSQL ends its process, PGlite throws an object with a message, not an `Error`. */
function fail(reason: unknown): never {
  const hasMessage = typeof reason === 'object' && reason !== null && 'message' in reason;
  // PGlite's file system throws objects with only a number.
  const message =
    hasMessage || typeof reason !== 'object' ? String(hasMessage ? reason.message : reason) : inspect(reason);
  tell({ type: 'failed', message: message.replaceAll('\n', ' ') });
  process.exit(1);
}

/**
 * PGlite fills PostgreSQL's buffers with zeros at the start, so they occupy memory from then on. The default of 128 MB
 * is for servers. Further pages are read from the system's file cache.
 */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'];

/**
 * Opens the data. When PostgreSQL itself breaks down (by a log that cannot be written, or a fault in its code), PGlite
 * would loop or wait for ever. Ending the thread lets it start afresh.
 */
async function openData(): Promise<PGlite> {
  if (!dataFolder.startsWith('memory:') && !existsSync(join(dataFolder, 'PG_VERSION'))) await makeData();
  const db = await PGlite.create(dataFolder, { startParams });
  const execute = db.execProtocolRawStream.bind(db);
  db.execProtocolRawStream = (message, options) => {
    const pass = options.onRawData;
    const onRawData = (data: Uint8Array): void => {
      pass(data);
      failOnPanic(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    };
    return execute(message, { ...options, onRawData }).catch(fail);
  };
  return db;
}

/**
 * A new database is created beside its place and moved there when complete. A database whose creation was interrupted
 * never opens.
 */
async function makeData(): Promise<void> {
  const unfinished = `${dataFolder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  await makeFiles(unfinished);
  // The memory of the creation would otherwise stay during the start.
  await releaseMemory();
  // Only an empty folder is replaced, so no data is lost.
  if (existsSync(dataFolder)) rmdirSync(dataFolder);
  renameSync(unfinished, dataFolder);
}

async function makeFiles(folder: string): Promise<void> {
  const db = await PGlite.create(folder, { startParams });
  await db.close();
}

/** The start of an error of the highest severity. No row can contain it, because text has no zeros. */
const panic = Buffer.from('SPANIC\0VPANIC\0');

function failOnPanic(output: Buffer): void {
  const start = output.indexOf(panic);
  if (start === -1) return;
  const fields = output.toString('utf8', start).split('\0');
  fail(fields.find((field) => field.startsWith('M'))?.slice(1));
}

async function serve(): Promise<void> {
  const db = await withBaselineWasm(openData);
  if ('path' in address) rmSync(address.path, { force: true });
  readWholeMessages();
  const server = new PGLiteSocketServer({ db, maxConnections: 100, ...address });
  await server.start();
  parentPort?.once('message', async () => {
    await server.stop();
    await db.close();
    tell({ type: 'stopped' });
    process.exit(0);
  });
  await releaseMemory();
  tell({ type: 'ready', address: listeningAt(server) });
}

function listeningAt(server: PGLiteSocketServer): ListenAddress {
  if ('path' in address) return address;
  return { host: address.host, port: Number(server.getServerConn().split(':').at(-1)) };
}

serve().catch(fail);
