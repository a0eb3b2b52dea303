import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { BatchRunner, type BatchRunnerTools } from './batch-runner.ts';

describeOnEachDatabase('a service without batches', (test) => {
  it('checks for batches only if another process may add one', { timeout: 20_000 }, async () => {
    const { pool, kind } = test.database;
    const runner = new BatchRunner({ database: { pool, kind }, nowMs: Date.now } as BatchRunnerTools);
    const query = vi.spyOn(pool, 'query');
    const looks = (): number =>
      query.mock.calls.filter(([sent]) => JSON.stringify(sent).includes('batches-run')).length;
    await runner.open();
    await vi.waitFor(() => expect(looks()).toBeGreaterThan(1), { timeout: 10_000 });
    const before = looks();
    await sleep(2_500);
    await runner.close();
    if (kind === 'embedded') expect(looks()).toBe(before);
    else expect(looks()).toBeGreaterThan(before);
  });
});
