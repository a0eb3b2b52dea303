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

/** How long running generations may go on after the process was asked to end. Milliseconds. */
const graceMs = 10_000;

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const settings = readSettings(process.env, process.cwd());
  const log = createLog(settings.logLevel);
  if (settings.redisUrl !== null) {
    log.warn('REDIS_URL is not used yet: events, health and breakers are kept in this process alone.');
  }
  const penstock = await compose(settings, log);
  await giveMemoryBack();
  const url = await penstock.listen();
  // It may have cost one request its answer; ending the process would cost all of them theirs.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'Something failed that nobody waited for.'));
  const { adminKey } = penstock;
  console.log(`API       ${url}/graphql`);
  if (adminKey.isNew) console.log(`Admin key ${adminKey.key}  (shown this once; kept in ${adminKey.file})`);
  else console.log(`Admin key ${adminKey.file === null ? 'from PENSTOCK_ADMIN_KEY' : `in ${adminKey.file}`}`);

  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) return;
    isStopping = true;
    log.info(`${signal}: ending what runs, for ${graceMs / 1000} seconds at the most.`);
    penstock.close(graceMs).then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Where `npm start` was killed, nobody else would end this process, which holds its port and its data.
  process.on('disconnect', () => stop('What started this process has ended'));
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
