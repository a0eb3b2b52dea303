import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { compose, type Penstock } from '../compose/compose.ts';
import type { Settings } from '../env.ts';
import { defaultBrowserSettings } from '../http/browser-settings.ts';
import { defaultLimits } from '../limits/limits.ts';
import { createLog } from '../process/log.ts';
import { prepareEmbedded } from './prepare-embedded.ts';

const policyFile = fileURLToPath(new URL('../../../../config/model_policies.yml', import.meta.url));

/** The whole service as after a start on a new machine: the default policy, no provider key, the embedded database. */
export type TestApp = {
  penstock: Penstock;
  /** `http://127.0.0.1:PORT`. */
  url: string;
  graphqlUrl: string;
  webSocketUrl: string;
  /** `Bearer KEY`. */
  authorization: string;
  close(): Promise<void>;
};

export async function startApp(changes: Partial<Settings> = {}, log: Logger = createLog('silent')): Promise<TestApp> {
  const home = await mkdtemp(join(tmpdir(), 'penstock-app-'));
  await prepareEmbedded(home);
  const penstock = await compose({ ...defaults, home, ...changes }, log);
  const url = await penstock.listen();
  return {
    penstock,
    url,
    graphqlUrl: `${url}/graphql`,
    webSocketUrl: `${url.replace('http', 'ws')}/graphql`,
    authorization: `Bearer ${penstock.adminKey.key}`,
    async close() {
      await penstock.close(1_000);
      await rm(home, { recursive: true, force: true });
    },
  };
}

const defaults: Settings = {
  port: 0,
  host: '127.0.0.1',
  home: '',
  policyFile,
  policyVariables: [],
  databaseUrl: null,
  redisUrl: null,
  leaseMs: 60_000,
  alertWebhook: null,
  updatesPrices: false,
  logLevel: 'silent',
  metricsKey: null,
  openTelemetry: null,
  limits: { ...defaultLimits, drainDelayMs: 0 },
  consoleUrl: 'http://localhost:3000',
  oidc: null,
  browser: defaultBrowserSettings,
  adminKey: null,
  routing: { defaultProvider: null, strategy: null, enableFallback: null, preferLocal: null, maxLatencyMs: null },
  environment: {},
};
