import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { type EngineThread, startThread } from './engine-thread.ts';
import type { ListenAddress, WorkerSettings } from './worker-protocol.ts';

/** The running embedded PostgreSQL. */
export type Engine = { readonly address: ListenAddress; stop(): Promise<void> };

const restartDelayMs = 500;

/**
 * Starts PostgreSQL in its thread and resolves when it accepts connections. After a later crash it is restarted at the
 * same address on the same data, which PostgreSQL recovers from its log.
 */
export async function startEngine(settings: WorkerSettings, log: Log): Promise<Engine> {
  let thread = await startThread(settings);
  const { address } = thread;
  let isStopping = false;

  async function keepRunning(): Promise<void> {
    while (true) {
      const failure = await thread.ended;
      if (isStopping) return;
      log.error(`The embedded database failed (${failure ?? 'no reason given'}) and restarts.`);
      thread = await restart(thread);
      if (isStopping) return thread.stop();
    }
  }

  async function restart(ended: EngineThread): Promise<EngineThread> {
    while (!isStopping) {
      await sleep(restartDelayMs);
      try {
        return await startThread({ ...settings, address });
      } catch (error) {
        log.error({ err: error }, 'The embedded database does not start; retrying.');
      }
    }
    return ended;
  }

  const kept = keepRunning();
  return {
    address,
    async stop() {
      isStopping = true;
      await thread.stop();
      await kept;
    },
  };
}
