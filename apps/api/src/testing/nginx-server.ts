import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { spawnChild } from '@penstock/testing';
import { findFreePort } from './free-port.ts';

/** nginx with the configuration of `deploy/docker/nginx.conf`, in a temporary folder and on a free port. */
export type NginxServer = {
  /** Such as `http://127.0.0.1:8080`. */
  url: string;
  /** The whole log so far. */
  logged(): string;
  stop(): Promise<void>;
};

const shipped = fileURLToPath(new URL('../../../../deploy/docker/nginx.conf', import.meta.url));

/** The program; null if it is not installed. */
export function findNginx(): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, 'nginx')).find((program) => existsSync(program)) ?? null;
}

/** Installation advice, for the title of a skipped suite. */
export const howToGetNginx = 'install nginx (Debian: apt-get install nginx-light)';

/** Starts nginx in front of replicas with these addresses. Nothing listens at the address of the console. */
export async function startNginx(program: string, replicas: readonly string[]): Promise<NginxServer> {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-nginx-'));
  const [port, ownPort, noPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, replicas, { port, ownPort, noPort }));
  const words = ['-p', folder, '-c', file, '-e', join(folder, 'error.log')];
  // nginx ends its workers at this signal only.
  const child = spawnChild(program, words, { killSignal: 'SIGTERM', dropsOutput: true, printsErrors: true });
  await untilListening(child, port);
  return {
    url: `http://127.0.0.1:${port}`,
    logged: () => readFileSync(join(folder, 'access.log'), 'utf8') + readFileSync(join(folder, 'error.log'), 'utf8'),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.kill('SIGTERM')) await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Ports = { port: number; ownPort: number; noPort: number };

/** The shipped file with other addresses and folders. Debian's nginx is too old for `resolve`. */
function configuration(folder: string, replicas: readonly string[], { port, ownPort, noPort }: Ports): string {
  const servers = replicas.map((url) => `server ${new URL(url).host};`).join(' ');
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  const changes: readonly [string, string][] = [
    ['pid /var/run/nginx.pid;', `pid ${folder}/nginx.pid; daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''}`],
    ['http {', `http {\n  ${paths.join(' ')} access_log ${folder}/access.log;`],
    ['resolver 127.0.0.11 valid=5s;', ''],
    ['server penstock:4000 resolve;', servers],
    ['server console:3000 resolve;', `server 127.0.0.1:${noPort};`],
    ['listen 8080;', `listen 127.0.0.1:${port};`],
    ['listen 8081;', `listen 127.0.0.1:${ownPort};`],
  ];
  return changes.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`deploy/docker/nginx.conf has no line "${from}".`);
      return text.replace(from, to);
    },
    readFileSync(shipped, 'utf8'),
  );
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await sleep(20);
  }
  throw new Error(`nginx ended with ${child.exitCode} before it listened.`);
}
