import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { openTestLedger } from '../testing/open-test-ledger.ts';

const refreshMs = 5;

describeOnEachDatabase('the budgets in memory', (test) => {
  /** The number of reads of the budgets, and a way to let the next one fail. */
  function watchReads() {
    const { pool } = test.database;
    const query = pool.query.bind(pool) as (...given: unknown[]) => unknown;
    const reads = { count: 0, isBroken: false };
    const watch = vi.spyOn(pool, 'query').mockImplementation(((...given: unknown[]) => {
      if ((given[0] as { name?: string }).name !== 'read-budgets') return query(...given);
      reads.count++;
      return reads.isBroken ? Promise.reject(new Error('away')) : query(...given);
    }) as never);
    return { reads, stop: () => watch.mockRestore() };
  }

  it('are read again and again beside other replicas', async () => {
    const ledger = await openTestLedger(test.database, { refreshMs });
    const { reads, stop } = watchReads();
    await expect.poll(() => reads.count).toBeGreaterThan(2);
    stop();
    await ledger.close();
  });

  it('are read again by a process that is alone only after a read that failed', async () => {
    const ledger = await openTestLedger(test.database, { refreshMs, isAlone: true });
    const { reads, stop } = watchReads();
    await sleep(20 * refreshMs);
    expect(reads.count).toBe(0);
    reads.isBroken = true;
    await expect(ledger.refresh()).rejects.toThrow('away');
    await expect.poll(() => reads.count).toBeGreaterThan(2);
    reads.isBroken = false;
    const before = reads.count;
    await expect.poll(() => reads.count).toBe(before + 1);
    await sleep(20 * refreshMs);
    expect(reads.count).toBe(before + 1);
    stop();
    await ledger.close();
  });
});
