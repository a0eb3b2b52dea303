import { beforeAll, expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';
import { sampleAttempt, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { readProviderCalls } from './read-provider-calls.ts';

vi.setConfig({ testTimeout: 60_000 });

const from = new Date('2026-03-09T00:00:00Z');
const to = new Date('2026-03-10T00:00:00Z');
const at = new Date('2026-03-09T05:00:00Z');
const startedAtMs = at.getTime() + 600_000;

describeOnEachDatabase('the calls to providers', (test) => {
  beforeAll(async () => {
    const ledger = await openTestLedger(test.database, { rollUpMs: 36_000_000 });
    const attempts = [
      sampleAttempt({ startedAtMs, providerId: 'acme', outcome: 'failed', latencyMs: 9_000 }),
      sampleAttempt({ startedAtMs, providerId: 'acme', number: 2, latencyMs: 200 }),
    ];
    await ledger.settle(sampleGeneration({ request: sampleRequest({ workspaceId: 'blue' }), attempts }));
    await ledger.close();
  });

  it('are added up by the hour, with their failures', async () => {
    const calls = await readProviderCalls(test.database.pool, { from, to, workspaceId: 'blue', interval: 'HOUR' });
    expect(calls).toEqual([{ providerId: 'acme', at, calls: 2, failures: 1, averageLatencyMs: 200 }]);
  });

  it('are limited to one workspace if it is named', async () => {
    expect(await readProviderCalls(test.database.pool, { from, to, workspaceId: 'other', interval: 'DAY' })).toEqual(
      [],
    );
  });
});
