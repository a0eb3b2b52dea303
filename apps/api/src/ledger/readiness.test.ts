import { describe, expect, it, vi } from 'vitest';
import { createReadiness } from './readiness.ts';

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
  const readiness = createReadiness({
    writer: { isUnavailable },
    database: { kind, ping },
    journal,
    canRecord: () => canRecord,
  });
  return { readiness, journal };
}

/** The parts that do not work. */
async function lacking(circumstances: Circumstances): Promise<readonly string[]> {
  const { readiness } = setUp(circumstances);
  const names = ['database', 'journal', 'records'] as const;
  const results = await Promise.allSettled(names.map((name) => readiness[name]()));
  return names.filter((_, index) => results[index]?.status === 'rejected');
}

describe('the storage of the ledger', () => {
  it.each<[string, Circumstances, readonly string[]]>([
    ['lacks nothing as a rule', {}, []],
    ['lacks a database that says nothing', { answers: false }, ['database']],
    ['lacks a database that answers and takes nothing', { isUnavailable: true }, ['database']],
    ['lacks a journal on a full disk', { hasRoom: false }, ['journal']],
    ['takes nothing where both are gone', { hasRoom: false, answers: false }, ['database', 'journal', 'records']],
    [
      'takes nothing where the embedded database has no room',
      { hasRoom: false, kind: 'embedded' },
      ['journal', 'records'],
    ],
    ['takes nothing where what ended last was lost', { canRecord: false }, ['records']],
  ])('%s', async (_title, circumstances, expected) => {
    expect(await lacking(circumstances)).toEqual(expected);
  });

  it('says what calls get while the database is away', async () => {
    const { readiness } = setUp({ answers: false });
    await expect(readiness.database()).rejects.toThrow(
      'PostgreSQL does not answer. What ends is kept in the journal, and requests that a hard budget binds are refused.',
    );
  });

  it('tries the disk once for many who ask, and again at once after a trial in vain', async () => {
    const well = setUp({});
    for (let ask = 0; ask < 50; ask++) await Promise.all([well.readiness.records(), well.readiness.journal()]);
    expect(well.journal.hasRoom).toHaveBeenCalledTimes(1);
    const full = setUp({ hasRoom: false });
    for (let ask = 0; ask < 3; ask++) await full.readiness.journal().catch(() => {});
    expect(full.journal.hasRoom).toHaveBeenCalledTimes(3);
  });
});
