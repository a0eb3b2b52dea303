// Starts the API: reads the environment, wires the parts, and prints its address.
import { existsSync } from 'node:fs';
import { AdminKeyError } from './access/admin-key.ts';
import { compose, type Penstock } from './compose/compose.ts';
import { DatabaseError } from './database/database-error.ts';
import { readSettings } from './env.ts';
import { EnvironmentError } from './errors/environment-error.ts';
import { PolicyFileError } from './policy/read-policy-file.ts';
import { createLog } from './process/log.ts';
import { releaseMemory, releaseMemoryWhenQuiet } from './process/release-memory.ts';
import { startWatchdog } from './process/watchdog.ts';
import { ListenError } from './server/listen.ts';

/**
 * A terminal, npm and a process manager may each send the signal. Within this time, milliseconds, they count as one.
 */
const sameSignalMs = 500;
/** How long the service may take to record running generations after an uncaught error, milliseconds. */
const faultMs = 10_000;

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const settings = readSettings();
  const log = createLog(settings.logLevel);
  const { watchdogMs, graceMs, drainDelayMs } = settings.limits;
  let penstock: Penstock | null = null;
  let stopping: { signal: string; sinceMs: number } | null = null;
  const stop = (signal: string, delayMs: number): void => {
    // No generation runs yet, and each step of a start can be interrupted.
    if (penstock === null) process.exit(0);
    if (stopping !== null) {
      if (isPassedOn(signal) && signal === stopping.signal && performance.now() - stopping.sinceMs < sameSignalMs)
        return;
      log.warn(`${signal} again: ending at once.`);
      process.exit(1);
    }
    stopping = { signal, sinceMs: performance.now() };
    log.info(
      `${signal}: accepting requests for ${delayMs} ms more, then ending running generations within ${graceMs} ms.`,
    );
    penstock.close(graceMs, delayMs).then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  // A load balancer needs time to see `/readyz` fail; a terminal does not. The first process of a container ignores
  // signals without a listener, so these are registered before any slow step. Until here `start.mjs` handles them.
  process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
  process.on('SIGTERM', () => stop('SIGTERM', drainDelayMs));
  process.on('SIGINT', () => stop('SIGINT', 0));
  // If `npm start` was killed, this process would keep its port and its data.
  process.on('disconnect', () => {
    if (stopping === null) stop('The parent process has ended', 0);
  });
  penstock = await compose(settings, log);
  await releaseMemory();
  // The error may have cost one request its response. Ending the process would cost all requests theirs.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'A promise was rejected without a handler.'));
  const { generations } = penstock.services;
  releaseMemoryWhenQuiet(() => generations.runningCount() > 0);
  startWatchdog(watchdogMs, settings.logLevel === 'silent');
  // The state after the error is unknown, so running generations are recorded and the process ends.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'An uncaught error ends the process.');
    if (stopping !== null || penstock === null) process.exit(1);
    stopping = { signal: 'A fault', sinceMs: performance.now() };
    setTimeout(() => process.exit(1), faultMs);
    penstock.close(0).finally(() => process.exit(1));
  });
  const url = await penstock.listen().catch((error: unknown) => {
    // Pending steps of the start fail while everything is closed.
    if (stopping === null) throw error;
    return null;
  });
  if (url === null) return;
  const { adminKey } = penstock;
  console.log(`API       ${url}/graphql`);
  if (adminKey.isNew) console.log(`Admin key ${adminKey.key}  (shown only once; saved in ${adminKey.file})`);
  else console.log(`Admin key ${adminKey.file === null ? 'from PENSTOCK_ADMIN_KEY' : `in ${adminKey.file}`}`);
  if (process.argv.includes('--with-console')) {
    console.log(`Sign in   ${await penstock.createSignInLink()}  (works once, within ten minutes)`);
  }
}

/** A terminal sends SIGINT to all of its processes, and a process manager sends SIGTERM. `npm start` forwards both. */
function isPassedOn(signal: string): boolean {
  return signal === 'SIGINT' || process.channel != null;
}

/**
 * Prints one plain sentence for an error that the operator can fix. Any other error is a defect, so its stack is
 * printed.
 */
function fail(error: unknown): never {
  console.error(isForOperator(error) ? `Penstock cannot start.\n${error.message}` : error);
  process.exit(1);
}

function isForOperator(error: unknown): error is Error {
  const kinds = [EnvironmentError, PolicyFileError, DatabaseError, AdminKeyError, ListenError];
  return kinds.some((kind) => error instanceof kind) || (error instanceof Error && 'syscall' in error);
}

main().catch(fail);
