import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AuditLog } from '../../audit/audit-log.ts';
import { insertEntry, toEntryRow } from '../../audit/insert-entry.ts';
import { accessAs } from '../../testing/access-as.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { describeOnEachDatabase, silentLog } from '../../testing/databases.ts';
import { createFakeServices } from '../../testing/fake-services.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';

const firstMs = Date.parse('2026-03-01T00:00:00Z');
const actors = ['k1', 'k2'].map((id) => ({ kind: 'API_KEY', id, name: `key ${id}` }) as const);

describeOnEachDatabase('auditLog', (on) => {
  let server: TestServer | null = null;
  const start = async (viewer = buildViewer()): Promise<TestServer> => {
    server = await startTestServer({ services: createFakeServices(on.database.prisma), access: accessAs(viewer) });
    return server;
  };
  afterEach(async () => {
    await server?.close();
    server = null;
  });

  const store = (number: number, atMs = firstMs + number * 60_000): Promise<void> =>
    insertEntry(
      on.database.pool,
      toEntryRow(
        {
          actor: actors[number % 2] ?? null,
          action: number % 3 === 0 ? 'budget.save' : 'api_key.revoke',
          target: { type: number % 3 === 0 ? 'budget' : 'api_key', id: `t${number % 5}` },
          workspaceId: number % 4 === 0 ? 'acme' : null,
          before: null,
          after: { number },
          outcome: number === 7 ? 'REFUSED' : 'SUCCEEDED',
          errorCode: number === 7 ? 'FORBIDDEN' : null,
          requestId: `r${number}`,
          address: '203.0.113.7',
        },
        atMs,
      ),
    );
  beforeAll(async () => {
    for (let number = 0; number < 30; number++) await store(number);
  });

  const list = `query ($first: Int, $after: String, $filter: AuditFilter) {
    auditLog(first: $first, after: $after, filter: $filter) { nodes { requestId } pageInfo { hasNextPage endCursor } } }`;
  const read = async (variables: Record<string, unknown>) => {
    const { data, errors } = await (server as TestServer).query(list, variables);
    expect(errors).toBeUndefined();
    const { nodes, pageInfo } = data.auditLog;
    return { ids: nodes.map(({ requestId }: { requestId: string }) => requestId) as string[], pageInfo };
  };
  const expected = (keep: (number: number) => boolean): string[] =>
    Array.from({ length: 30 }, (_, at) => 29 - at)
      .filter(keep)
      .map((number) => `r${number}`);

  test('returns an entry as recorded', async () => {
    const { query } = await start();
    const { data } = await query(`{ auditLog(filter: { outcome: REFUSED }) { nodes { at actor { kind id name } action
      target { type id } workspaceId before after outcome errorCode count requestId address } } }`);
    expect(data.auditLog.nodes).toEqual([
      {
        at: '2026-03-01T00:07:00.000Z',
        actor: { kind: 'API_KEY', id: 'k2', name: 'key k2' },
        action: 'api_key.revoke',
        target: { type: 'api_key', id: 't2' },
        workspaceId: null,
        before: null,
        after: { number: 7 },
        outcome: 'REFUSED',
        errorCode: 'FORBIDDEN',
        count: 1,
        requestId: 'r7',
        address: '203.0.113.7',
      },
    ]);
  });

  test.each<[object, (number: number) => boolean]>([
    [{}, () => true],
    [{ actorId: 'k1' }, (number) => number % 2 === 0],
    [{ action: 'budget.save' }, (number) => number % 3 === 0],
    [{ targetType: 'budget' }, (number) => number % 3 === 0],
    [{ targetId: 't3', targetType: 'api_key' }, (number) => number % 5 === 3 && number % 3 !== 0],
    [{ workspaceId: 'acme' }, (number) => number % 4 === 0],
    [{ outcome: 'SUCCEEDED' }, (number) => number !== 7],
    [{ actorId: 'k1', action: 'budget.save', workspaceId: 'acme' }, (number) => number % 12 === 0],
    [{ from: '2026-03-01T00:20:00Z' }, (number) => number >= 20],
    [{ to: '2026-03-01T00:03:00Z' }, (number) => number < 3],
    [
      { actorId: 'k1', from: '2026-03-01T00:03:00Z', to: '2026-03-01T00:09:00Z' },
      (number) => [4, 6, 8].includes(number),
    ],
    [{ actorId: 'k3' }, () => false],
  ])('lists the matching entries newest first, page by page: %j', async (filter, keep) => {
    await start();
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { ids, pageInfo } = await read({ first: 4, after, filter });
      expect(ids.length).toBeLessThanOrEqual(4);
      seen.push(...ids);
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(seen).toEqual(expected(keep));
  });

  test('finds one entry by its id', async () => {
    const { query } = await start();
    const { data } = await query('{ auditLog(first: 3) { nodes { id requestId } } }');
    const [, second] = data.auditLog.nodes;
    const one = 'query ($filter: AuditFilter) { auditLog(filter: $filter) { nodes { requestId } } }';
    const found = await query(one, { filter: { id: second.id } });
    expect(found.data.auditLog.nodes).toEqual([{ requestId: second.requestId }]);
    const other = await query(one, { filter: { id: second.id, actorId: 'k3' } });
    expect(other.data.auditLog.nodes).toEqual([]);
  });

  test('keeps its pages stable while entries are added', async () => {
    await start();
    const audit = new AuditLog({ pool: on.database.pool, log: silentLog, nowMs: Date.now });
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { ids, pageInfo } = await read({ first: 7, after, filter: { to: '2026-04-01T00:00:00Z' } });
      seen.push(...ids);
      await store(100, Date.parse('2026-03-31T00:00:00Z') + seen.length);
      await audit.record({ actor: null, action: 'x', target: null, outcome: 'FAILED', requestId: null, address: null });
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(seen).toEqual(expected(() => true));
  });

  test.each(['OPERATOR', 'MEMBER', 'VIEWER'] as const)('is not for the role %s', async (role) => {
    const { query } = await start(buildViewer({ role }));
    expect((await query(list)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  describe('refuses', () => {
    test.each([
      [{ after: 'nonsense' }, 'Invalid cursor: nonsense'],
      [{ filter: { id: 'x' } }, 'filter.id is not the id of an entry: it must be a UUID.'],
      [{ filter: { from: '2026-03-02T00:00:00Z', to: '2026-03-01T00:00:00Z' } }, 'filter.to must be later than from.'],
    ])('%j', async (variables, message) => {
      const { query } = await start();
      const { errors } = await query(list, variables);
      expect(errors?.[0]?.message).toContain(message);
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    });
  });
});
