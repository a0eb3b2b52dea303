import { rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { ListenAddress, WorkerMessage, WorkerSettings } from './worker-protocol.ts';

const { dataFolder, address } = workerData as WorkerSettings;

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

function fail(error: unknown): never {
  tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

async function openData(): Promise<PGlite> {
  const db = await PGlite.create(dataFolder);
  const execute = db.execProtocolRawStream.bind(db);
  // When PostgreSQL itself breaks down, the socket server would wait for ever; ending the thread has it started afresh.
  db.execProtocolRawStream = (message, options) => execute(message, options).catch(fail);
  return db;
}

async function serve(): Promise<void> {
  const db = await openData();
  if ('path' in address) rmSync(address.path, { force: true });
  const server = new PGLiteSocketServer({ db, maxConnections: 100, ...address });
  await server.start();
  parentPort?.once('message', async () => {
    await server.stop();
    await db.close();
    tell({ type: 'stopped' });
    process.exit(0);
  });
  tell({ type: 'ready', address: listeningAt(server) });
}

function listeningAt(server: PGLiteSocketServer): ListenAddress {
  if ('path' in address) return address;
  return { host: address.host, port: Number(server.getServerConn().split(':').at(-1)) };
}

serve().catch(fail);
