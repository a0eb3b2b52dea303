import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { inTransaction } from '../database/in-transaction.ts';
import { describeOnEachDatabase, silentLog } from '../testing/databases.ts';
import type { AuditEvent } from './audit.ts';
import { AuditLog } from './audit-log.ts';
import { insertEntry, toEntryRow } from './insert-entry.ts';

const event: AuditEvent = {
  actor: { kind: 'API_KEY', id: 'k1', name: 'ci' },
  action: 'budget.save',
  target: { type: 'budget', id: 'b1' },
  workspaceId: 'acme',
  before: { limitUsd: '1' },
  after: { limitUsd: '2', apiKey: 'sk-very-secret-value-of-a-key' },
  outcome: 'SUCCEEDED',
  requestId: 'r1',
  address: '127.0.0.1',
};
const dayMs = 86_400_000;

describeOnEachDatabase('the audit log', (on) => {
  const open = () => new AuditLog({ pool: on.database.pool, log: silentLog, nowMs: Date.now });
  const entries = (requestId: string) => on.database.prisma.auditEntry.findMany({ where: { requestId } });
  const storeOld = async (requestId: string, days: number): Promise<void> =>
    insertEntry(on.database.pool, toEntryRow({ ...event, requestId }, Date.now() - days * dayMs));
  const remove = (requestId: string, retention: Date | null) =>
    inTransaction(on.database.pool, async (client) => {
      const value = retention?.toISOString() ?? '';
      await client.query("SELECT set_config('penstock.audit_retention', $1, true)", [value]);
      await client.query('DELETE FROM audit_entry WHERE request_id = $1', [requestId]);
    });

  test('stores an entry as given, without secrets', async () => {
    await open().record(event);
    expect(await entries('r1')).toEqual([
      {
        id: expect.any(String),
        at: expect.any(Date),
        actorKind: 'API_KEY',
        actorId: 'k1',
        actorName: 'ci',
        action: 'budget.save',
        targetType: 'budget',
        targetId: 'b1',
        workspaceId: 'acme',
        before: { limitUsd: '1' },
        after: { limitUsd: '2', apiKey: '[redacted]' },
        outcome: 'SUCCEEDED',
        errorCode: null,
        count: 1,
        requestId: 'r1',
        address: '127.0.0.1',
      },
    ]);
  });

  test('stores long texts, and texts that PostgreSQL cannot store unchanged', async () => {
    const actor = { kind: 'USER', id: 'u\0', name: 'n'.repeat(9_999) } as const;
    await open().record({ ...event, actor, after: { name: 'a\0b' }, requestId: 'odd' });
    expect(await entries('odd')).toMatchObject([{ actorId: 'u�', after: { name: 'a�b' } }]);
  });

  test('does not store a key that a caller gave instead of an id', async () => {
    const key = `psk_${'Ab3dEf6h'.repeat(5)}`;
    const target = { type: 'api_key', id: key };
    await open().record({ ...event, target, workspaceId: key, requestId: 'misplaced' });
    expect(await entries('misplaced')).toMatchObject([{ targetId: '[redacted]', workspaceId: '[redacted]' }]);
  });

  test('stores an entry only with the transaction that it was given', async () => {
    const audit = open();
    const write = (requestId: string, isKept: boolean) =>
      inTransaction(on.database.pool, async (client) => {
        await audit.record({ ...event, requestId }, client);
        if (!isKept) throw new Error('rolled back');
      });
    await write('kept', true);
    await expect(write('lost', false)).rejects.toThrow('rolled back');
    expect([(await entries('kept')).length, (await entries('lost')).length]).toEqual([1, 0]);
  });

  describe('is append-only', () => {
    test.each(["UPDATE audit_entry SET action = 'x'", 'DELETE FROM audit_entry', 'TRUNCATE audit_entry'])(
      '%s',
      async (sql) => {
        await open().record({ ...event, requestId: 'stays' });
        await expect(on.database.pool.query(sql)).rejects.toThrow(/audit_entry is append-only/);
        expect((await entries('stays')).length).toBeGreaterThan(0);
      },
    );

    test('also for the retention, except entries older than its limit and than a day', async () => {
      await storeOld('old', 400);
      await expect(remove('old', null)).rejects.toThrow(/append-only/);
      await expect(remove('old', new Date(Date.now() - 500 * dayMs))).rejects.toThrow(/append-only/);
      await remove('old', new Date(Date.now() - 365 * dayMs));
      expect(await entries('old')).toEqual([]);

      await open().record({ ...event, requestId: 'of today' });
      await expect(remove('of today', new Date(Date.now() + dayMs))).rejects.toThrow(/append-only/);
      // The permission of one transaction does not hold for the next.
      await storeOld('next', 400);
      await expect(on.database.pool.query("DELETE FROM audit_entry WHERE request_id = 'next'")).rejects.toThrow(
        /append-only/,
      );
    });
  });

  test('reports an entry that cannot be stored, keeps it, and stores it later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const errors: unknown[] = [];
    let isAway = true;
    const pool = {
      query: async (query: never) => {
        if (isAway) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
        return on.database.pool.query(query);
      },
    } as unknown as typeof on.database.pool;
    const log = { error: (facts: unknown) => errors.push(facts), warn: () => {} };
    const audit = new AuditLog({ pool, log, nowMs: Date.now });
    const recorded = audit.record({ ...event, requestId: 'late' }).catch((error: Error) => error.message);
    expect(await recorded).toBe('connect ECONNREFUSED');
    expect(audit.problem()).toBe(
      '1 audit entries cannot be stored: changes are refused until the database accepts them.',
    );
    await expect(audit.readiness()).rejects.toThrow('cannot be stored');
    expect(JSON.stringify(errors)).toContain('budget.save');
    expect(JSON.stringify(errors)).not.toContain('very-secret');

    await vi.advanceTimersByTimeAsync(2_000);
    expect(audit.problem()).not.toBeNull();
    isAway = false;
    await vi.advanceTimersByTimeAsync(2_000);
    vi.useRealTimers();
    await expect.poll(() => audit.problem()).toBeNull();
    expect(await entries('late')).toMatchObject([{ action: 'budget.save' }]);
    await audit.close();
  });

  test('records refused attempts in the background, sampled', async () => {
    const audit = open();
    const refused = {
      ...event,
      actor: null,
      action: 'key.use',
      target: null,
      outcome: 'REFUSED',
      errorCode: 'UNAUTHENTICATED',
    } as const;
    for (let attempt = 0; attempt < 50; attempt++) audit.recordUnsuccessful({ ...refused, address: '10.0.0.9' });
    await audit.close();
    const stored = await on.database.prisma.auditEntry.findMany({
      where: { address: '10.0.0.9' },
      orderBy: { id: 'asc' },
    });
    expect(stored).toMatchObject([
      { actorKind: 'ANONYMOUS', actorId: '', outcome: 'REFUSED', errorCode: 'UNAUTHENTICATED', count: 1 },
      { count: 49 },
    ]);
  });
});
