// Penstock with storage. The policy is POLICY; without it, the only provider is the simulator at UPSTREAM_URL. The data
// are in BENCH_HOME; without it, there are none. With BARE_URL it times its fallbacks and its event loop, and makes
// direct calls for comparison.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../../apps/api/src/compose/compose.ts';
import { readSettings } from '../../apps/api/src/env.ts';
import { createLog } from '../../apps/api/src/process/log.ts';
import { callDirectly } from './bare-fallbacks.ts';
import { measureLoopDelay } from './loop-delay.ts';
import { policyFor } from './policy.ts';
import { reportToParent, type Times } from './reporting.ts';
import { timeFallbacks } from './time-fallbacks.ts';

const folder = await mkdtemp(join(tmpdir(), 'penstock-bench-'));
const home = process.env.BENCH_HOME ?? folder;
const policyFile = join(folder, 'policy.yml');
await writeFile(policyFile, process.env.POLICY ?? policyFor(process.env.UPSTREAM_URL ?? ''));
const settings = readSettings(
  {
    ...process.env,
    PORT: '0',
    HOST: '127.0.0.1',
    PENSTOCK_HOME: home,
    PENSTOCK_POLICY: policyFile,
    LOG_LEVEL: 'warn',
    PENSTOCK_PRICE_UPDATES: 'false',
  },
  home,
);
const penstock = await compose(settings, createLog('warn'));
const url = await penstock.listen();
const stop = async (): Promise<void> => {
  await penstock.close(1_000);
  await rm(folder, { recursive: true, force: true });
};
reportToParent(
  { url: `${url}/graphql`, v1Url: `${url}/v1`, key: penstock.adminKey.key },
  stop,
  process.env.BARE_URL === undefined ? null : timeBeside(process.env.BARE_URL),
);

function timeBeside(bareUrl: string): () => Times {
  const takeLoop = measureLoopDelay();
  const takeFallbacks = timeFallbacks();
  callDirectly(bareUrl, 100);
  return () => ({ loop: takeLoop(), each: takeFallbacks() });
}
