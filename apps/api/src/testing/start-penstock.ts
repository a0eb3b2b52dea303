import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, type SimulatorOptions, startSimulator } from '@penstock/simulator';
import { compose } from '../compose/compose.ts';
import { readSettings } from '../env.ts';
import type { Services } from '../graphql/services.ts';
import { createLog } from '../process/log.ts';
import type { RulesStore } from '../rules/rules-store.ts';
import { prepareEmbedded } from './prepare-embedded.ts';

/** Options of the service to start. */
export type StartPenstockOptions = {
  /** The policy file's text. Receives the simulators, which the policy may use as upstreams. */
  policy: (...simulators: readonly Simulator[]) => string;
  /** One entry per simulator. Default: one at its usual pace. */
  simulators?: readonly SimulatorOptions[];
  /** Additional environment variables. `${NAME}` of the policy reads them too. */
  environment?: Readonly<Record<string, string>>;
};

/** The whole service on a free port, in front of simulators, with its own storage. */
export type TestPenstock = {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** The admin key. */
  key: string;
  /** `Bearer KEY`. */
  authorization: string;
  /** The first simulator. */
  simulator: Simulator;
  simulators: readonly Simulator[];
  services: Services;
  /** The rules in force. Tests may replace them. */
  rules: RulesStore;
  /** The path of the policy file. Tests may write it. */
  policyFile: string;
  close(): Promise<void>;
};

/** Starts the service as `main.ts` does, with the given policy. Takes a second or two, mostly for the database. */
export async function startPenstock(options: StartPenstockOptions): Promise<TestPenstock> {
  const simulators = await Promise.all((options.simulators ?? [{}]).map((wishes) => startSimulator(wishes)));
  const [simulator] = simulators;
  if (simulator === undefined) throw new Error('A test of the service needs at least one simulator.');
  const home = await mkdtemp(join(tmpdir(), 'penstock-test-'));
  await writeFile(join(home, 'policy.yml'), options.policy(...simulators));
  const environment = { PORT: '0', HOST: '127.0.0.1', PENSTOCK_HOME: '.', PENSTOCK_POLICY: 'policy.yml' };
  const quiet = { LOG_LEVEL: 'silent', PENSTOCK_PRICE_UPDATES: 'false' };
  const settings = readSettings({ ...environment, ...quiet, ...options.environment }, home);
  if (settings.databaseUrl === null) await prepareEmbedded(settings.home);
  const penstock = await compose(settings, createLog(settings.logLevel));
  const url = await penstock.listen();
  const { key } = penstock.adminKey;
  return {
    url,
    key,
    authorization: `Bearer ${key}`,
    simulator,
    simulators,
    services: penstock.services,
    rules: penstock.rules,
    policyFile: join(home, 'policy.yml'),
    async close() {
      await penstock.close(1_000);
      await Promise.all(simulators.map((one) => one.close()));
      await rm(home, { recursive: true, force: true });
    },
  };
}
