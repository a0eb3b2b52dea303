// Starts the API: reads the environment, wires the rooms together, and says where it listens.
import { existsSync } from 'node:fs';
import { AdminKeyError } from './access/admin-key.ts';
import { compose, type Penstock } from './compose.ts';
import { DatabaseError } from './database/database-error.ts';
import { EnvironmentError, readSettings } from './env.ts';
import { giveMemoryBack } from './give-memory-back.ts';
import { createLog } from './log.ts';
import { PolicyFileError } from './rules/read-policy-file.ts';
import { ListenError } from './server/listen.ts';
import { startWatchdog } from './watchdog.ts';

/** A terminal, npm and a process manager each pass one signal on; within so many milliseconds the same is the first. */
const sameSignalMs = 500;
/** How long the service may take to record what runs after an error that nothing caught. Milliseconds. */
const faultMs = 10_000;

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const settings = readSettings(process.env, process.cwd());
  const log = createLog(settings.logLevel);
  if (settings.redisUrl !== null) {
    log.warn('REDIS_URL is not used yet: events, health and breakers are kept in this process alone.');
  }
  const { watchdogMs, graceMs, drainDelayMs } = settings.limits;
  let penstock: Penstock | null = null;
  let stopping: { signal: string; sinceMs: number } | null = null;
  const stop = (signal: string, delayMs: number): void => {
    // Nothing runs yet, and each step of a start can be broken off.
    if (penstock === null) process.exit(0);
    if (stopping !== null) {
      if (isPassedOn(signal) && signal === stopping.signal && performance.now() - stopping.sinceMs < sameSignalMs)
        return;
      log.warn(`${signal}, once more: ending at once.`);
      process.exit(1);
    }
    stopping = { signal, sinceMs: performance.now() };
    log.info(`${signal}: taking new work for ${delayMs} ms more, then ending what runs within ${graceMs} ms.`);
    penstock.close(graceMs, delayMs).then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  // A balancer needs time to hear of it; at a terminal there is none. The first process of a container ignores a signal
  // that it does not listen for, so these come before all that takes time.
  // Until here `start.mjs` does.
  process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
  process.on('SIGTERM', () => stop('SIGTERM', drainDelayMs));
  process.on('SIGINT', () => stop('SIGINT', 0));
  // Where `npm start` was killed, this process would keep its port and its data.
  process.on('disconnect', () => {
    if (stopping === null) stop('What started this process has ended', 0);
  });
  penstock = await compose(settings, log);
  await giveMemoryBack();
  // It may have cost one request its answer; ending the process would cost all of them theirs.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'Something failed that nobody waited for.'));
  startWatchdog(watchdogMs, settings.logLevel === 'silent');
  // What was left half done cannot be known: what runs is recorded, and the process ends.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'An error that nothing caught ends the process.');
    if (stopping !== null || penstock === null) process.exit(1);
    stopping = { signal: 'A fault', sinceMs: performance.now() };
    setTimeout(() => process.exit(1), faultMs);
    penstock.close(0).finally(() => process.exit(1));
  });
  const url = await penstock.listen().catch((error: unknown) => {
    // What a start still waits for fails while all is being closed.
    if (stopping === null) throw error;
    return null;
  });
  if (url === null) return;
  const { adminKey } = penstock;
  console.log(`API       ${url}/graphql`);
  if (adminKey.isNew) console.log(`Admin key ${adminKey.key}  (shown this once; kept in ${adminKey.file})`);
  else console.log(`Admin key ${adminKey.file === null ? 'from PENSTOCK_ADMIN_KEY' : `in ${adminKey.file}`}`);
}

/** A terminal sends SIGINT to all of its processes, as a process manager does with SIGTERM; `npm start` passes both on. */
function isPassedOn(signal: string): boolean {
  return signal === 'SIGINT' || process.channel != null;
}

/** What the operator can mend is said in plain words; anything else is a fault of ours, with its stack. */
function fail(error: unknown): never {
  console.error(isForOperator(error) ? `Penstock cannot start.\n${error.message}` : error);
  process.exit(1);
}

function isForOperator(error: unknown): error is Error {
  const kinds = [EnvironmentError, PolicyFileError, DatabaseError, AdminKeyError, ListenError];
  return kinds.some((kind) => error instanceof kind) || (error instanceof Error && 'syscall' in error);
}

main().catch(fail);
