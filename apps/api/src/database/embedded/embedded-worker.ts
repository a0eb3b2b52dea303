import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { giveMemoryBack } from '../../give-memory-back.ts';
import { withBaselineWasm } from './baseline-wasm.ts';
import { readWholeMessages } from './read-whole-messages.ts';
import type { ListenAddress, WorkerMessage, WorkerSettings } from './worker-protocol.ts';

const { dataFolder, address } = workerData as WorkerSettings;

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

/** Ends the thread. What PGlite throws when PostgreSQL ends its process is an object with a message, but no `Error`. */
function fail(reason: unknown): never {
  const hasMessage = typeof reason === 'object' && reason !== null && 'message' in reason;
  // Its file system throws objects with a number alone.
  const message =
    hasMessage || typeof reason !== 'object' ? String(hasMessage ? reason.message : reason) : inspect(reason);
  tell({ type: 'failed', message: message.replaceAll('\n', ' ') });
  process.exit(1);
}

/**
 * PGlite fills PostgreSQL's buffers with zeros when it starts, so that they are in memory from then on, used or not. Its
 * default of 128 MB is for servers; what these do not hold is read from the system's own cache of files.
 */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'];

/**
 * Opens the data. When PostgreSQL itself breaks down (a log of changes that cannot be written, a fault in its code),
 * PGlite would go round in a circle or wait for ever; ending the thread has it started afresh.
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
 * A new database is made beside its place and moved there when it is whole: one whose process is killed meanwhile would
 * never open.
 */
async function makeData(): Promise<void> {
  const unfinished = `${dataFolder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  await makeFiles(unfinished);
  // What has made them would stay in memory while the database starts.
  await giveMemoryBack();
  // Only an empty folder gives way: what is in it would be lost.
  if (existsSync(dataFolder)) rmdirSync(dataFolder);
  renameSync(unfinished, dataFolder);
}

async function makeFiles(folder: string): Promise<void> {
  const db = await PGlite.create(folder, { startParams });
  await db.close();
}

/** How an error of the highest severity begins; no row can hold it, since text has no zeros. */
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
  await giveMemoryBack();
  tell({ type: 'ready', address: listeningAt(server) });
}

function listeningAt(server: PGLiteSocketServer): ListenAddress {
  if ('path' in address) return address;
  return { host: address.host, port: Number(server.getServerConn().split(':').at(-1)) };
}

serve().catch(fail);
