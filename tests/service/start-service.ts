import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.ts';

/** The service as a user has started it: with no provider's key, and storage of its own. */
export type StartedService = {
  /** `http://localhost:PORT/graphql`, as printed. */
  graphqlUrl: string;
  /** The console's address as printed, null where it was not started. */
  consoleUrl: string | null;
  /** The admin key as printed. */
  key: string;
  /** A folder in which `.penstock` is the service's home, as in a checkout. */
  folder: string;
  /** All that it has said. */
  output(): string;
  stop(): Promise<void>;
  /** Kills the process that was started, which can tell nobody. */
  kill(): Promise<void>;
};

/** Longest wait for the start, a build of the console included. Milliseconds. */
export const startLimitMs = 240_000;

/** Starts what `npm start` (`all`) or `npm run start:api` (`api`) starts, on free ports, and waits until it serves. */
export async function startService(what: 'all' | 'api'): Promise<StartedService> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-service-'));
  const [port, webPort] = [await findFreePort(), await findFreePort()];
  const child = spawn(process.execPath, [what === 'all' ? 'scripts/start.mjs' : 'apps/api/start.mjs'], {
    cwd: root,
    env: {
      ...process.env,
      ...Object.fromEntries(documentedVariables().map((name) => [name, ''])),
      ...{
        PENSTOCK_HOME: join(folder, '.penstock'),
        PORT: String(port),
        WEB_PORT: String(webPort),
        NODE_ENV: undefined,
      },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  try {
    const service = await new Promise<StartedService>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        const read = readAnnouncement(said, what);
        if (read !== null) resolve({ ...read, folder, output: () => said, stop, kill });
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) => reject(new Error(`The service ended with ${code} before it served:\n${said}`)));
      setTimeout(() => reject(new Error(`The service does not serve yet:\n${said}`)), startLimitMs).unref();
    });
    return service;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the start prints for its user; null until all of it is there. */
function readAnnouncement(
  said: string,
  what: 'all' | 'api',
): Pick<StartedService, 'graphqlUrl' | 'consoleUrl' | 'key'> | null {
  const graphqlUrl = /^API\s+(\S+)$/m.exec(said)?.[1];
  const key = /^Admin key\s+(\S+)/m.exec(said)?.[1];
  const consoleUrl = /^Console:?\s+(http\S+)$/m.exec(said)?.[1] ?? null;
  if (graphqlUrl === undefined || key === undefined || (what === 'all' && consoleUrl === null)) return null;
  return { graphqlUrl, key, consoleUrl };
}

/** Emptied, they count as absent, whatever the environment or a file `.env` of this checkout says. */
function documentedVariables(): readonly string[] {
  const text = readFileSync(join(root, '.env.example'), 'utf8');
  return [...text.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name ?? '');
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port.');
  return address.port;
}
