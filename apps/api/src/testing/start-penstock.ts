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

/** What to start. */
export type StartPenstockOptions = {
  /** The policy file's text, given the simulators that it may name as upstreams. */
  policy: (...simulators: readonly Simulator[]) => string;
  /** One per simulator. Default: one at its usual pace. */
  simulators?: readonly SimulatorOptions[];
  /** Environment variables beside those that the test needs; `${NAME}` of the policy reads them too. */
  environment?: Readonly<Record<string, string>>;
};

/** The whole service on a free port, in front of simulators, with storage of its own. */
export type TestPenstock = {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** The admin key. */
  key: string;
  /** `Bearer KEY`. */
  authorization: string;
  /** The first of the simulators. */
  simulator: Simulator;
  simulators: readonly Simulator[];
  services: Services;
  /** The rules in force, to be replaced. */
  rules: RulesStore;
  /** The policy file, to be written. */
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
