import { describe, expect, it, vi } from 'vitest';
import { Readiness } from './readiness.ts';

type Circumstances = {
  hasRoom?: boolean;
  answers?: boolean;
  isUnavailable?: boolean;
  canRecord?: boolean;
  kind?: 'server' | 'embedded';
};

function setUp({
  hasRoom = true,
  answers = true,
  isUnavailable = false,
  canRecord = true,
  kind = 'server',
}: Circumstances) {
  const journal = { hasRoom: vi.fn(async () => hasRoom) };
  const ping = () => (answers ? Promise.resolve() : Promise.reject(new Error('PostgreSQL does not answer.')));
  const readiness = new Readiness({
    writer: { isUnavailable },
    database: { kind, ping },
    journal,
    canRecord: () => canRecord,
  });
  return { readiness, journal };
}

/** The names of the parts that are not ready. */
async function lacking(circumstances: Circumstances): Promise<readonly string[]> {
  const { readiness } = setUp(circumstances);
  const names = ['database', 'journal', 'records'] as const;
  const results = await Promise.allSettled(names.map((name) => readiness[name]()));
  return names.filter((_, index) => results[index]?.status === 'rejected');
}

describe('the storage of the ledger', () => {
  it.each<[string, Circumstances, readonly string[]]>([
    ['is complete by default', {}, []],
    ['lacks a database that does not answer', { answers: false }, ['database']],
    ['lacks a database that answers but refuses writes', { isUnavailable: true }, ['database']],
    ['lacks a journal on a full disk', { hasRoom: false }, ['journal']],
    ['accepts no records without both', { hasRoom: false, answers: false }, ['database', 'journal', 'records']],
    [
      'accepts no records if the embedded database has no room',
      { hasRoom: false, kind: 'embedded' },
      ['journal', 'records'],
    ],
    ['accepts no records after the last one was lost', { canRecord: false }, ['records']],
  ])('%s', async (_title, circumstances, expected) => {
    expect(await lacking(circumstances)).toEqual(expected);
  });

  it('accepts records while the database or the journal answers, even if the other is slow', async () => {
    const slow = () => new Promise<never>(() => {});
    const common = { writer: { isUnavailable: false }, canRecord: () => true };
    const slowDisk = { kind: 'server', ping: async () => {} } as const;
    await new Readiness({ ...common, database: slowDisk, journal: { hasRoom: slow } }).records();
    const slowDatabase = { kind: 'server', ping: slow } as const;
    await new Readiness({ ...common, database: slowDatabase, journal: { hasRoom: async () => true } }).records();
  });

  it('reports the effect on calls while the database is unavailable', async () => {
    const { readiness } = setUp({ answers: false });
    await expect(readiness.database()).rejects.toThrow(
      'PostgreSQL does not answer. Records go to the journal, and requests with a hard budget are refused.',
    );
  });

  it('tests the disk once for many requests, and again immediately after a failed test', async () => {
    const well = setUp({});
    for (let ask = 0; ask < 50; ask++) await Promise.all([well.readiness.records(), well.readiness.journal()]);
    expect(well.journal.hasRoom).toHaveBeenCalledTimes(1);
    const full = setUp({ hasRoom: false });
    for (let ask = 0; ask < 3; ask++) await full.readiness.journal().catch(() => {});
    expect(full.journal.hasRoom).toHaveBeenCalledTimes(3);
  });
});
