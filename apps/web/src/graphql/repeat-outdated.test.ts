import { describe, expect, test } from 'vitest';
import { heldClient } from '../testing/held-client.ts';

const keys = '{ apiKeys { id } }';
const revoke = 'mutation { revokeApiKey(id: "one") { id } }';

/** The objects of a list before a mutation, or after it. */
const many = (type: string, isChanged: boolean) =>
  ['one', ...(isChanged ? ['two'] : [])].map((id) => ({ __typename: type, id }));

type Row = {
  list: string;
  query: string;
  mutation: string;
  /** The answer of the query before the mutation, or after it. */
  read: (isChanged: boolean) => Record<string, unknown>;
  /** The result of the mutation. */
  result: Record<string, unknown>;
};

const rows: readonly Row[] = [
  {
    list: 'keys',
    query: keys,
    mutation: revoke,
    read: (isChanged) => ({ apiKeys: many('ApiKey', isChanged) }),
    result: { revokeApiKey: { __typename: 'ApiKey', id: 'one' } },
  },
  {
    list: 'workspaces',
    query: '{ workspaces { id } }',
    mutation: 'mutation { createWorkspace(input: { name: "two" }) { id } }',
    read: (isChanged) => ({ workspaces: many('Workspace', isChanged) }),
    result: { createWorkspace: { __typename: 'Workspace', id: 'two' } },
  },
  {
    list: 'templates',
    query: '{ templates { id } }',
    mutation: 'mutation { removeTemplate(id: "three") }',
    read: (isChanged) => ({ templates: many('Template', isChanged) }),
    result: { removeTemplate: 'three' },
  },
  {
    list: 'models',
    query: '{ models { id } }',
    mutation: 'mutation { setModelActive(id: "two", active: true) { id } }',
    read: (isChanged) => ({ models: many('Model', isChanged) }),
    result: { setModelActive: { __typename: 'Model', id: 'two' } },
  },
  {
    list: 'revisions of the policy',
    query: '{ policyRevisions { nodes { id } } }',
    mutation: 'mutation { rollbackPolicy(revision: 1) { id } }',
    read: (isChanged) => ({ policyRevisions: { __typename: 'Revisions', nodes: many('PolicyRevision', isChanged) } }),
    result: { rollbackPolicy: { __typename: 'Policy', id: 'two' } },
  },
  {
    list: 'audit log',
    query: '{ auditLog { nodes { id } } }',
    mutation: revoke,
    read: (isChanged) => ({ auditLog: { __typename: 'AuditLog', nodes: many('AuditEntry', isChanged) } }),
    result: { revokeApiKey: { __typename: 'ApiKey', id: 'one' } },
  },
];

type Api = ReturnType<typeof heldClient>;

/** Follows a query. The sizes of the list in its results, or `nothing` without data. */
function follow({ client }: Api, query: string) {
  const seen: (number | 'nothing')[] = [];
  const { unsubscribe } = client.query(query, {}, { requestPolicy: 'network-only' }).subscribe(({ data }) => {
    seen.push(data ? (JSON.stringify(data).match(/"id"/g)?.length ?? 0) : 'nothing');
  });
  return { seen, unsubscribe };
}

async function change(api: Api, mutation = revoke, result = rows[0]?.result): Promise<void> {
  void api.client.mutation(mutation, {}).toPromise();
  api
    .requests()
    .at(-1)
    ?.answer({ __typename: 'Mutation', ...result });
  await settle();
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('a query without an answer when the result of a mutation arrives', () => {
  test.each(rows)(
    'is sent again, and shows only the newer answer: $list',
    async ({ query, mutation, read, result }) => {
      const api = heldClient();
      const { seen } = follow(api, query);
      const [before] = api.requests();
      await change(api, mutation, result);
      const [after, ...more] = api.requests();
      expect(more).toEqual([]);
      expect(after).not.toBe(before);
      after?.answer({ __typename: 'Query', ...read(true) });
      await settle();
      expect(seen).toEqual([2]);
      expect(api.requests()).toEqual([]);
    },
  );

  test('is sent again also while it waits for the network', async () => {
    const api = heldClient();
    const { seen } = follow(api, keys);
    api.requests()[0]?.fail();
    expect(seen).toEqual(['nothing']);
    await change(api);
    expect(api.requests()).toHaveLength(1);
  });

  test('is not sent again after its reader has left', async () => {
    const api = heldClient();
    follow(api, keys).unsubscribe();
    await change(api);
    expect(api.requests()).toEqual([]);
  });
});

describe('a query without an answer when an event of its objects arrives', () => {
  const budgets = '{ budgets { id } }';
  const subscription = 'subscription Budgets { budgets { removed } }';
  const event = { __typename: 'Subscription', budgets: { __typename: 'BudgetEvent', removed: ['two'] } };

  test('is answered, and then sent again', async () => {
    const api = heldClient();
    api.client.subscription(subscription, {}).subscribe(() => {});
    const { seen } = follow(api, budgets);
    api.emit('Budgets', event);
    api.requests()[0]?.answer({ __typename: 'Query', budgets: many('Budget', true) });
    expect(seen).toEqual([2]);
    api.requests()[0]?.answer({ __typename: 'Query', budgets: many('Budget', false) });
    expect(seen).toEqual([2, 1]);
    expect(api.requests()).toEqual([]);
  });

  test('gives a reader of one answer the newer one', async () => {
    const api = heldClient();
    api.client.subscription(subscription, {}).subscribe(() => {});
    const read = api.client.query(budgets, {}, { requestPolicy: 'network-only' }).toPromise();
    api.emit('Budgets', event);
    for (const isOlder of [true, false]) {
      await settle();
      api.requests()[0]?.answer({ __typename: 'Query', budgets: many('Budget', isOlder) });
    }
    expect((await read).data.budgets).toHaveLength(1);
    await settle();
    expect(api.requests()).toEqual([]);
  });

  test('is sent once if it has other objects', async () => {
    const api = heldClient();
    api.client.subscription(subscription, {}).subscribe(() => {});
    const { seen } = follow(api, keys);
    api.emit('Budgets', event);
    api.requests()[0]?.answer({ __typename: 'Query', apiKeys: many('ApiKey', false) });
    expect(seen).toEqual([1]);
    expect(api.requests()).toEqual([]);
  });
});
