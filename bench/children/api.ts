// Penstock itself, storage on: with the policy in POLICY, else with one provider, the simulator at UPSTREAM_URL.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../../apps/api/src/compose.ts';
import { readSettings } from '../../apps/api/src/env.ts';
import { createLog } from '../../apps/api/src/log.ts';
import { policyFor } from './policy.ts';
import { reportToParent } from './reporting.ts';

const home = await mkdtemp(join(tmpdir(), 'penstock-bench-'));
const policyFile = join(home, 'policy.yml');
await writeFile(policyFile, process.env.POLICY ?? policyFor(process.env.UPSTREAM_URL ?? ''));
const settings = readSettings(
  { ...process.env, PORT: '0', HOST: '127.0.0.1', PENSTOCK_HOME: home, PENSTOCK_POLICY: policyFile, LOG_LEVEL: 'warn' },
  home,
);
const penstock = await compose(settings, createLog('warn'));
const url = await penstock.listen();
reportToParent({ url: `${url}/graphql`, v1Url: `${url}/v1`, key: penstock.adminKey.key }, async () => {
  await penstock.close(1_000);
  await rm(home, { recursive: true, force: true });
});
