import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { spawnChild } from '@penstock/testing';
import { createClient } from '@redis/client';
import { findFreePort } from './free-port.ts';

/** A Redis server for tests: empty, in a temporary folder, on a free port, without persistence. */
export type RedisServer = {
  url: string;
  /** Stops it like a crash. */
  stop(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  /** Suspends it, so that connections stay open without answers, and resumes it. */
  freeze(): void;
  thaw(): void;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
};

/** The program of Redis or Valkey; null if neither is installed. */
export function findRedis(): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  const programs = ['redis-server', 'valkey-server'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return programs.find((program) => existsSync(program)) ?? null;
}

/** Installation advice, for the title of a skipped suite. */
export const howToGetRedis = 'install Redis (Debian: apt-get install redis-server)';

/** Starts a server in a fraction of a second. `password`: the password that it requires. */
export async function startRedis(program: string, password: string | null = null): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-redis-'));
  const port = await findFreePort();
  const url = `redis://${password === null ? '' : `:${password}@`}127.0.0.1:${port}`;
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  if (password !== null) settings.push('--requirepass', password);
  let child: ChildProcess;
  const server: RedisServer = {
    url,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
    async start() {
      child = spawnChild(program, settings, { cwd: folder, dropsOutput: true });
      await untilAnswering(url);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async remove() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

async function untilAnswering(url: string): Promise<void> {
  const giveUpAtMs = performance.now() + 20_000;
  while (true) {
    const client = createClient({ url, socket: { reconnectStrategy: false } });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.close();
      return;
    } catch (error) {
      if (performance.now() > giveUpAtMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
