import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSettings } from '../env.ts';
import { createLog } from '../process/log.ts';
import { prepareEmbedded } from '../testing/prepare-embedded.ts';
import { compose } from './compose.ts';

it('reports that the policy file is missing, and does not blame the database', { timeout: 30_000 }, async () => {
  const home = mkdtempSync(join(tmpdir(), 'penstock-compose-'));
  try {
    await prepareEmbedded(home);
    const settings = readSettings({ PENSTOCK_HOME: home, PENSTOCK_POLICY: join(home, 'none.yml') });
    await expect(compose(settings, createLog('silent'))).rejects.toThrow(/^The policy file .*none\.yml cannot be read/);
  } finally {
    rmSync(home, { recursive: true });
  }
});
