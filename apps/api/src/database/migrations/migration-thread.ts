// Runs the schema engine in a thread, so that its memory is freed with the thread.
import { parentPort, workerData } from 'node:worker_threads';
import { applyMissing } from './apply-missing.ts';
import { explainMigrationError } from './explain-migration-error.ts';
import type { MigrationOutcome, MigrationSettings } from './migration-protocol.ts';

async function run(settings: MigrationSettings): Promise<MigrationOutcome> {
  try {
    return { type: 'applied', names: await applyMissing(settings) };
  } catch (error) {
    return { type: 'failed', message: explainMigrationError(error, settings.description) };
  }
}

parentPort?.postMessage(await run(workerData as MigrationSettings));
