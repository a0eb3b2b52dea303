import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DatabaseError } from '../database-error.ts';
import { allowOptimizedWasm } from './baseline-wasm.ts';
import type { CreationSettings, ListenAddress, WorkerMessage, WorkerSettings } from './worker-protocol.ts';

/** One run of the thread of PostgreSQL. */
export type EngineThread = {
  readonly address: ListenAddress;
  /** Resolves when the thread has ended, with the reason if it gave one. Never rejects. */
  readonly ended: Promise<string | null>;
  /** Shuts PostgreSQL down cleanly. Resolves when the thread has ended. */
  stop(): Promise<void>;
};

/** Resolves when PostgreSQL accepts connections. Rejects with a `DatabaseError` when it cannot start. */
export async function startThread(settings: WorkerSettings): Promise<EngineThread> {
  const { worker, ended } = start(new URL('./embedded-worker.ts', import.meta.url), settings);
  const address = await new Promise<ListenAddress>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'ready') resolve(message.address);
    });
    void ended.then((reason) => reject(new DatabaseError(doesNotStart(settings.dataFolder, reason))));
  });
  return {
    address,
    ended,
    async stop() {
      worker.postMessage('stop');
      await ended;
    },
  };
}

/**
 * Creates a database where there is none. Rejects with a `DatabaseError` when it cannot. Its own
 * thread frees all its memory and code at its end. V8 shares compiled code among databases that are open at the same time.
 */
export async function createData(settings: CreationSettings): Promise<void> {
  const reason = await start(new URL('./creation-worker.ts', import.meta.url), settings).ended;
  if (reason !== null) throw new DatabaseError(doesNotStart(settings.dataFolder, reason));
}

function start(file: URL, workerData: CreationSettings): { worker: Worker; ended: Promise<string | null> } {
  const worker = new Worker(file, { workerData, execArgv: [] });
  let failure: string | null = null;
  const ended = new Promise<string | null>((resolve) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'failed') failure = message.message;
    });
    worker.once('error', (error) => {
      failure ??= error instanceof Error ? error.message : String(error);
    });
    worker.once('exit', (code) => {
      allowOptimizedWasm();
      resolve(failure ?? (code === 0 ? null : `its thread ended with code ${code}`));
    });
  });
  return { worker, ended };
}

/** Below this, PostgreSQL cannot write its log of changes, whose files take 16 MB each. */
const neededBytes = 16 * 1024 * 1024;

function doesNotStart(dataFolder: string, reason: string | null): string {
  const free = freeBytes(dirname(dataFolder));
  if (free !== null && free < neededBytes) {
    const mebibytes = Math.floor(free / 1024 / 1024);
    return `The embedded database in ${dataFolder} does not start, since its disk is full (${mebibytes} MiB left): make room there.`;
  }
  return `The embedded database in ${dataFolder} does not start (${reason ?? 'no reason given'}): if its files are damaged, move that folder away and restore a backup.`;
}

function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
