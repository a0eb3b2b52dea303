import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnChild } from '@penstock/testing';
import { prepareEmbedded } from '../../apps/api/src/testing/prepare-embedded.ts';
import { root } from './root.ts';

/** The service as a user starts it: without a provider's key, and with its own storage. */
export type StartedService = {
  /** `http://localhost:PORT/graphql`, as printed. */
  graphqlUrl: string;
  /** The console's printed address; null when it was not started. */
  consoleUrl: string | null;
  /** The printed admin key. */
  key: string;
  /** The printed link that signs in once; null when the console was not started. */
  signInLink: string | null;
  /** The folder that contains the service's home `.penstock`, as in a checkout. */
  folder: string;
  /** The whole output so far. */
  output(): string;
  stop(): Promise<void>;
  /** Kills only the started process, which then cannot notify the others. */
  kill(): Promise<void>;
};

/** Maximum wait for the start, including a build of the console. Milliseconds. */
export const startLimitMs = 240_000;

export type StartServiceOptions = {
  /** Further environment variables. */
  environment?: Readonly<Record<string, string>>;
  /** The console's port. Default: a free port. */
  webPort?: number;
  /** Whether the service creates its database, as at a first start. That takes seconds. Default: it opens a copy. */
  createsDatabase?: boolean;
};

/**
 * Starts the processes of `npm start` (`all`) or of `npm run start:api` (`api`), on free ports. Waits until they accept
 * requests.
 */
export async function startService(what: 'all' | 'api', options: StartServiceOptions = {}): Promise<StartedService> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-service-'));
  const home = options.environment?.PENSTOCK_HOME ?? join(folder, '.penstock');
  if (options.createsDatabase !== true) await prepareEmbedded(home);
  const [port, webPort] = [await findFreePort(), options.webPort ?? (await findFreePort())];
  const child = spawnChild(process.execPath, [what === 'all' ? 'scripts/start.mjs' : 'apps/api/start.mjs'], {
    cwd: root,
    env: {
      ...process.env,
      ...Object.fromEntries(documentedVariables().map((name) => [name, ''])),
      PENSTOCK_PRICE_UPDATES: 'false',
      PENSTOCK_HOME: home,
      PORT: String(port),
      WEB_PORT: String(webPort),
      NODE_ENV: undefined,
      ...options.environment,
    },
    printsErrors: false,
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

/** The printed start message for the user; null until it is complete. */
function readAnnouncement(
  said: string,
  what: 'all' | 'api',
): Pick<StartedService, 'graphqlUrl' | 'consoleUrl' | 'key' | 'signInLink'> | null {
  const graphqlUrl = /^API\s+(\S+)$/m.exec(said)?.[1];
  const key = /^Admin key\s+(\S+)/m.exec(said)?.[1];
  const consoleUrl = /^Console:?\s+(http\S+)$/m.exec(said)?.[1] ?? null;
  const signInLink = /^Sign in\s+(\S+)/m.exec(said)?.[1] ?? null;
  if (graphqlUrl === undefined || key === undefined) return null;
  if (what === 'all' && (consoleUrl === null || signInLink === null)) return null;
  return { graphqlUrl, key, consoleUrl, signInLink };
}

/** Empty variables count as absent, even if the environment or a file `.env` of this checkout sets them. */
function documentedVariables(): readonly string[] {
  const text = readFileSync(join(root, '.env.example'), 'utf8');
  return [...text.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name ?? '');
}

export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port.');
  return address.port;
}
