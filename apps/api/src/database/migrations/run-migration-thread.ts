import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { MigrationOutcome, MigrationSettings } from './migration-protocol.ts';

/** Runs the migrations in a thread and resolves when it has ended. Rejects only when the thread breaks down. */
export async function runMigrationThread(settings: MigrationSettings): Promise<MigrationOutcome> {
  const worker = new Worker(new URL('./migration-thread.ts', import.meta.url), { workerData: settings, execArgv: [] });
  let outcome: MigrationOutcome | null = null;
  worker.once('message', (message: MigrationOutcome) => {
    outcome = message;
    // By itself it would end ten seconds later, with the last timer of the engine.
    void worker.terminate();
  });
  // Rejects when the thread throws.
  const [code] = await once(worker, 'exit');
  return (
    outcome ?? {
      type: 'failed',
      message: `The migration thread ended with exit code ${code} before its migrations were complete.`,
    }
  );
}
