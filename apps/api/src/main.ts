// Starts the API: reads the environment, wires the rooms together, and says where it listens.
import { existsSync } from 'node:fs';
import { AdminKeyError } from './access/admin-key.ts';
import { compose } from './compose.ts';
import { DatabaseError } from './database/database-error.ts';
import { EnvironmentError, readSettings } from './env.ts';
import { giveMemoryBack } from './give-memory-back.ts';
import { createLog } from './log.ts';
import { PolicyFileError } from './rules/read-policy-file.ts';
import { ListenError } from './server/listen.ts';
import { startWatchdog } from './watchdog.ts';

/** A terminal and npm both pass one Ctrl+C on; within so many milliseconds a second SIGINT is the first. */
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
  const penstock = await compose(settings, log);
  await giveMemoryBack();
  // It may have cost one request its answer; ending the process would cost all of them theirs.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'Something failed that nobody waited for.'));
  const { watchdogMs, graceMs, drainDelayMs } = settings.limits;
  startWatchdog(watchdogMs, settings.logLevel === 'silent');
  let stoppingSinceMs: number | null = null;
  const stop = (reason: string, delayMs: number): void => {
    if (stoppingSinceMs !== null) {
      if (reason === 'SIGINT' && performance.now() - stoppingSinceMs < sameSignalMs) return;
      log.warn(`${reason}, once more: ending at once.`);
      process.exit(1);
    }
    stoppingSinceMs = performance.now();
    log.info(`${reason}: taking new work for ${delayMs} ms more, then ending what runs within ${graceMs} ms.`);
    penstock.close(graceMs, delayMs).then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  // A balancer needs time to hear of it; at a terminal there is none.
  process.on('SIGTERM', () => stop('SIGTERM', drainDelayMs));
  process.on('SIGINT', () => stop('SIGINT', 0));
  // Where `npm start` was killed, this process would keep its port and its data.
  process.on('disconnect', () => {
    if (stoppingSinceMs === null) stop('What started this process has ended', 0);
  });
  // What was left half done cannot be known: what runs is recorded, and the process ends.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'An error that nothing caught ends the process.');
    if (stoppingSinceMs !== null) process.exit(1);
    stoppingSinceMs = performance.now();
    setTimeout(() => process.exit(1), faultMs);
    penstock.close(0).finally(() => process.exit(1));
  });
  const url = await penstock.listen();
  const { adminKey } = penstock;
  console.log(`API       ${url}/graphql`);
  if (adminKey.isNew) console.log(`Admin key ${adminKey.key}  (shown this once; kept in ${adminKey.file})`);
  else console.log(`Admin key ${adminKey.file === null ? 'from PENSTOCK_ADMIN_KEY' : `in ${adminKey.file}`}`);
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
