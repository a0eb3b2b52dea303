import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const save =
  'mutation S($input: BudgetInput!) { saveBudget(input: $input) { id name window limitUsd hard alertThreshold model } }';
const day = { name: 'Everything', window: 'DAY', limitUsd: '12.50' };

async function saved(input: Record<string, unknown>) {
  const { data, errors } = await server.query(save, { input });
  expect(errors).toBeUndefined();
  return data.saveBudget;
}

describe('budgets', () => {
  test('are hard by default, and apply to everything without a scope', async () => {
    expect(await saved(day)).toMatchObject({
      name: 'Everything',
      limitUsd: '12.5',
      hard: true,
      alertThreshold: null,
      model: null,
    });
    const { data } = await server.query(
      '{ budgets { name workspaceId remainingUsd reservedUsd spentUsd source windowEnd } }',
    );
    expect(data.budgets).toMatchObject([
      { name: 'Everything', workspaceId: null, remainingUsd: '12.5', source: 'OPERATOR' },
    ]);
  });

  test('take a threshold as a share or in percent', async () => {
    expect(await saved({ ...day, alertThreshold: 0.8 })).toMatchObject({ alertThreshold: 0.8 });
    expect(await saved({ ...day, alertThreshold: 80 })).toMatchObject({ alertThreshold: 0.8 });
  });

  test("show the model's id, also for a request with its bare name", async () => {
    expect(await saved({ ...day, model: 'gpt-4o-mini' })).toMatchObject({ model: 'openai/gpt-4o-mini' });
  });

  test.each([
    [{ name: ' ' }, 'input.name'],
    [{ limitUsd: '-1' }, 'input.limitUsd'],
    [{ limitUsd: '100000000' }, 'input.limitUsd'],
    [{ alertThreshold: 0 }, 'input.alertThreshold'],
    [{ alertThreshold: 101 }, 'input.alertThreshold'],
    [{ model: 'gpt-4o-mimi' }, 'input.model'],
    [{ provider: 'openai2' }, 'input.provider'],
  ])('with %j are refused, and the error names the field', async (wrong, field) => {
    const { errors } = await server.query(save, { input: { ...day, ...wrong } });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  test('that do not exist cannot be changed or removed', async () => {
    const id = '0190a000-0000-7000-8000-000000000000';
    const changed = await server.query(save, { input: { ...day, id } });
    const removed = await server.query('mutation R($id: ID!) { removeBudget(id: $id) }', { id: 'nonsense' });
    expect([changed.errors?.[0]?.extensions.code, removed.errors?.[0]?.extensions.code]).toEqual([
      'NOT_FOUND',
      'NOT_FOUND',
    ]);
  });

  test('are removed, and the mutation returns the id', async () => {
    const { id } = await saved(day);
    const { data } = await server.query('mutation R($id: ID!) { removeBudget(id: $id) }', { id });
    expect(data.removeBudget).toBe(id);
    expect(server.services.budgets.all).toEqual([]);
  });

  test('have a forecast at their pace', async () => {
    const { id } = await saved(day);
    const startMs = Date.now() - 12 * 3_600_000;
    server.services.budgets.all = server.services.budgets.all.map((budget) => ({
      ...budget,
      spentUsd: '10',
      windowStartMs: startMs,
    }));
    const { data } = await server.query('{ budgets { id forecast { spentUsd fullAt } } }');
    const [{ forecast }] = data.budgets;
    expect(data.budgets).toMatchObject([{ id }]);
    expect(Number(forecast.spentUsd)).toBeCloseTo(20, 1);
    expect(Date.parse(forecast.fullAt)).toBeGreaterThan(startMs + 14.9 * 3_600_000);
    const total = await saved({ ...day, name: 'All', window: 'TOTAL' });
    const { data: all } = await server.query('{ budgets { id forecast { fullAt } } }');
    expect(all.budgets.find((budget: { id: string }) => budget.id === total.id).forecast).toBeNull();
  });

  test('of the policy can only be changed in the policy file', async () => {
    const { id } = await saved(day);
    server.services.budgets.all = server.services.budgets.all.map((budget) => ({ ...budget, source: 'policy' }));
    const { errors } = await server.query(save, { input: { ...day, id } });
    expect(errors?.[0]).toMatchObject({
      extensions: { code: 'CONFLICT' },
      message: expect.stringContaining('policy file'),
    });
  });
});

describe('the subscription to budgets', () => {
  test('sends all budgets first, then changes, with an alert at a crossed threshold, and ends when the reader leaves', async () => {
    await saved({ ...day, alertThreshold: 0.8 });
    await saved({ ...day, name: 'Other' });
    const client = createClient({
      url: server.webSocketUrl,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
    });
    const query = 'subscription { budgets { snapshot budgets { name spentUsd } alerts { name } } }';
    const events = client.iterate({ query });
    expect((await events.next()).value?.data?.budgets).toMatchObject({
      snapshot: true,
      budgets: [{ name: 'Everything' }, { name: 'Other' }],
      alerts: [],
    });
    const [first] = server.services.budgets.all;
    if (first === undefined) throw new Error('The budget is gone.');
    server.services.budgets.set({ ...first, spentUsd: '11', alertedAtMs: Date.now() });
    expect((await events.next()).value?.data?.budgets).toEqual({
      snapshot: false,
      budgets: [{ name: 'Everything', spentUsd: '11' }],
      alerts: [{ name: 'Everything' }],
    });
    await events.return?.();
    await vi.waitFor(() => expect(server.services.budgets.listenerCount).toBe(0));
    await client.dispose();
  });

  test('sends the ids of removed budgets', async () => {
    const { id } = await saved(day);
    const kept = await saved({ ...day, name: 'Other' });
    const client = createClient({
      url: server.webSocketUrl,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
    });
    const query = 'subscription { budgets { snapshot budgets { id spentUsd } removed } }';
    const events = client.iterate({ query });
    expect((await events.next()).value?.data?.budgets).toMatchObject({
      snapshot: true,
      budgets: [{ id }, { id: kept.id }],
      removed: [],
    });
    await server.query('mutation R($id: ID!) { removeBudget(id: $id) }', { id });
    expect((await events.next()).value?.data?.budgets).toEqual({ snapshot: false, budgets: [], removed: [id] });
    await events.return?.();
    await client.dispose();
  });
});
