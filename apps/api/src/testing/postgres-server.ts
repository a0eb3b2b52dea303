import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { spawnChild } from '@penstock/testing';
import pg from 'pg';
import { findFreePort } from './free-port.ts';

/** A PostgreSQL server for tests: empty, in a temporary folder, on a free port. */
export type PostgresServer = {
  /** The URL of the database `postgres`. */
  url: string;
  /** Creates another, empty database on the server and returns its URL. */
  createDatabase(): Promise<string>;
  /** Stops it like a crash (`immediate`) or cleanly (`fast`), and starts it again on the same data. */
  stop(mode: 'immediate' | 'fast'): Promise<void>;
  start(): Promise<void>;
  /** Suspends all its processes, so that connections stay open without answers, and resumes them. */
  freeze(): Promise<void>;
  thaw(): void;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
};

/** The folder of PostgreSQL's programs; null if it is not installed. */
export function findPostgres(): string | null {
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(packaged, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null;
}

/** Installation advice, for the title of a skipped suite. */
export const howToGetPostgres = 'install PostgreSQL (Debian: apt-get install postgresql)';

/**
 * Starts a server with the programs in `binaries`. This takes about a second. `own`: parameters of the server. By
 * default it does not wait for the disk.
 */
export async function startPostgres(
  binaries: string,
  own: readonly string[] = ['-F', '-N', '50'],
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-postgres-'));
  const data = join(folder, 'data');
  const login = loginOfServer(folder);
  run(join(binaries, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], login);
  const port = await findFreePort();
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const settings = [...own, '-h', '127.0.0.1', '-p', String(port), '-k', folder];
  const launch = () =>
    spawnChild(join(binaries, 'postgres'), ['-D', data, ...settings], { ...login, dropsOutput: true });
  let child = launch();
  let databases = 0;
  let frozen: readonly number[] = [];
  const server: PostgresServer = {
    url,
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await query(url, `CREATE DATABASE ${name}`);
      return url.replace(/\/postgres$/, `/${name}`);
    },
    async stop(mode) {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await ended;
    },
    async start() {
      child = launch();
      await untilAnswering(url);
    },
    async freeze() {
      const rows = await query(url, 'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
      frozen = [child.pid, ...rows.map((row) => (row as { pid: number }).pid)].filter((pid) => pid !== undefined);
      for (const pid of frozen) signal(pid, 'SIGSTOP');
    },
    thaw() {
      for (const pid of frozen) signal(pid, 'SIGCONT');
      frozen = [];
    },
    async remove() {
      server.thaw();
      await server.stop('immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await untilAnswering(url);
  return server;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // The process may have ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

type Login = { uid?: number; gid?: number; cwd: string };

/** PostgreSQL refuses to run as root. As root, this uses its own user, or else an unprivileged user. */
function loginOfServer(folder: string): Login {
  if (process.getuid?.() !== 0) return { cwd: folder };
  const uid = Number(spawnSync('id', ['-u', 'postgres'], { encoding: 'utf8' }).stdout) || 65_534;
  const gid = Number(spawnSync('id', ['-g', 'postgres'], { encoding: 'utf8' }).stdout) || 65_534;
  chownSync(folder, uid, gid);
  chmodSync(folder, 0o700);
  return { uid, gid, cwd: folder };
}

function run(program: string, parameters: string[], login: Login): void {
  const { status, stderr, error } = spawnSync(program, parameters, { ...login, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`);
}

async function untilAnswering(url: string): Promise<void> {
  const giveUpAtMs = performance.now() + 20_000;
  while (true) {
    try {
      await query(url, 'SELECT 1');
      return;
    } catch (error) {
      if (performance.now() > giveUpAtMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Opens a separate connection to the database at `url`. The caller closes it. */
export async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Runs one query on the database at `url`, over a separate connection. */
export async function query(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
