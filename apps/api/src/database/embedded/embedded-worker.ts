import { rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { releaseMemory, releaseMemoryWhenQuiet } from '../../process/release-memory.ts';
import { handleWholeMessages } from './handle-whole-messages.ts';
import { createPostgres, openPostgres } from './lean-postgres.ts';
import { MessageLoad } from './message-load.ts';
import { fail, tell } from './thread-messages.ts';
import type { ListenAddress, WorkerSettings } from './worker-protocol.ts';

const { dataFolder, address } = workerData as WorkerSettings;

/** Bytes. The heap of this thread is small, and a load doubles it. A collection takes about 20 ms. */
const worthBytes = 2 * 1024 * 1024;

const load = new MessageLoad();

/**
 * Opens the data. After a crash of PostgreSQL itself (a log that cannot be written, or a fault in its code), PGlite
 * would loop or wait for ever. Ending the thread allows a restart.
 */
async function openData(): Promise<PGlite> {
  const db = await (dataFolder.startsWith('memory:') ? createPostgres(dataFolder) : openPostgres(dataFolder));
  const execute = db.execProtocolRawStream.bind(db);
  db.execProtocolRawStream = (message, options) => {
    load.note();
    const pass = options.onRawData;
    const onRawData = (data: Uint8Array): void => {
      pass(data);
      failOnPanic(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    };
    return execute(message, { ...options, onRawData }).catch(fail);
  };
  return db;
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
  const db = await openData();
  if ('path' in address) rmSync(address.path, { force: true });
  handleWholeMessages();
  const server = new PGLiteSocketServer({ db, maxConnections: 100, ...address });
  await server.start();
  parentPort?.once('message', async () => {
    await server.stop();
    await db.close();
    tell({ type: 'stopped' });
    process.exit(0);
  });
  await releaseMemory();
  // Under load a collection would delay queries, and V8's threads would mark the heap instead of serving the main thread.
  releaseMemoryWhenQuiet(() => load.takeIsHigh(), { worthBytes });
  tell({ type: 'ready', address: listeningAt(server) });
}

function listeningAt(server: PGLiteSocketServer): ListenAddress {
  if ('path' in address) return address;
  return { host: address.host, port: Number(server.getServerConn().split(':').at(-1)) };
}

serve().catch(fail);
