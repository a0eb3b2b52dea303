import { inspect } from 'node:util';
import { parentPort } from 'node:worker_threads';
import type { WorkerMessage } from './worker-protocol.ts';

/** Sends a message to the main thread. */
export function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

/** Sends the reason of a failure of this thread, and ends the thread. */
export function fail(reason: unknown): never {
  tell({ type: 'failed', message: describeFailure(reason) });
  process.exit(1);
}

/** The reason on one line. When PostgreSQL ends its process, PGlite throws an object with a message, not an `Error`. */
export function describeFailure(reason: unknown): string {
  const hasMessage = typeof reason === 'object' && reason !== null && 'message' in reason;
  // PGlite's file system throws objects with only a number.
  const message =
    hasMessage || typeof reason !== 'object' ? String(hasMessage ? reason.message : reason) : inspect(reason);
  return message.replaceAll('\n', ' ');
}
