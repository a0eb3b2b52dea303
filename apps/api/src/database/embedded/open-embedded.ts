import { existsSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { PoolConfig } from 'pg';
import type { ConnectableDatabase } from '../connectable-database.ts';
import { DatabaseError } from '../database-error.ts';
import type { Log } from '../log.ts';
import { checkDataFolder } from './check-data-folder.ts';
import { createData } from './create-data.ts';
import { type DataLock, lockData } from './data-lock.ts';
import { startEngine } from './engine.ts';
import { makeSocketFolder, type SocketFolder } from './socket-folder.ts';
import type { ListenAddress } from './worker-protocol.ts';

/**
 * Starts PostgreSQL (PGlite) in a thread on `home`/data. Serves it on a Unix socket that only this user can reach; on
 * Windows, on a loopback port. One process per home.
 */
export async function openEmbedded(home: string, log: Log): Promise<ConnectableDatabase> {
  const folder = resolve(home);
  const { dataFolder, lock } = prepareFolder(folder);
  let socket: SocketFolder | null = null;
  const free = (): void => {
    socket?.remove();
    lock.release();
  };
  try {
    if (process.platform !== 'win32') socket = writing(folder, () => makeSocketFolder(folder));
    if (!existsSync(join(dataFolder, 'PG_VERSION'))) await createData(dataFolder);
    const address: ListenAddress = socket === null ? { host: '127.0.0.1', port: 0 } : { path: socket.socketPath };
    const engine = await startEngine({ dataFolder, address }, log);
    return {
      kind: 'embedded',
      connection: connectionTo(engine.address, socket?.folder),
      schema: 'public',
      description: `embedded PostgreSQL in ${dataFolder}`,
      async release() {
        await engine.stop();
        free();
      },
    };
  } catch (error) {
    free();
    throw error;
  }
}

/**
 * PGlite has only one session, so a second connection would only wait outside the pool. The session outlives a
 * connection. The next connection must therefore clear its state, such as prepared statements.
 */
function connectionTo(address: ListenAddress, socketFolder: string | undefined): PoolConfig {
  const login: PoolConfig = {
    user: 'postgres',
    database: 'postgres',
    max: 1,
    idleTimeoutMillis: 0,
    onConnect: (client) => client.query('DISCARD ALL').then(() => {}),
  };
  return 'path' in address ? { ...login, host: socketFolder, port: 5432 } : { ...login, ...address };
}

/** The folder of the database, with links resolved, and the lock that reserves it for this process. */
function prepareFolder(home: string): { dataFolder: string; lock: DataLock } {
  return writing(home, () => lockFolder(home));
}

function lockFolder(home: string): { dataFolder: string; lock: DataLock } {
  const named = join(home, 'data');
  const locks: DataLock[] = [];
  const release = (): void => {
    for (const lock of locks) lock.release();
  };
  try {
    // A refused folder stays unchanged, and no file is created beside it.
    checkDataFolder(named);
    mkdirSync(named, { recursive: true, mode: 0o700 });
    locks.push(lockData(home));
    const dataFolder = realpathSync(named);
    if (dataFolder !== join(realpathSync(home), 'data')) {
      // Another home may be that folder, or link to it.
      checkDataFolder(dataFolder);
      const name = basename(dataFolder);
      locks.push(lockData(dirname(dataFolder), name === 'data' ? undefined : name));
    }
    return { dataFolder, lock: { release } };
  } catch (error) {
    release();
    throw error;
  }
}

/** Converts errors of the system to errors for the operator. */
function writing<Result>(home: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof DatabaseError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatabaseError(
      `The embedded database cannot write to ${home} (${reason}): make that folder writable, or set PENSTOCK_HOME to a writable folder.`,
      { cause: error },
    );
  }
}
