import { Worker } from 'node:worker_threads';
import { DatabaseError } from '../database-error.ts';
import { allowOptimizedWasm } from './baseline-wasm.ts';
import { doesNotStart } from './does-not-start.ts';
import type { ListenAddress, WorkerMessage, WorkerSettings } from './worker-protocol.ts';

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
  const { worker, ended } = start(settings);
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

function start(workerData: WorkerSettings): { worker: Worker; ended: Promise<string | null> } {
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData, execArgv: [] });
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
