import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { startApp, type TestApp } from '../testing/start-app.ts';
import type { GraphqlResult } from '../testing/start-test-server.ts';

let app: TestApp;
/** Every created secret. The last test searches for them. */
const secrets: string[] = [];

beforeAll(async () => {
  app = await startApp();
  for (const name of ['Team A', 'Team B']) {
    const made = await ask(admin(), 'mutation ($name: String!) { createWorkspace(input: { name: $name }) { id } }', {
      name,
    });
    expect(made.errors).toBeUndefined();
  }
}, 60_000);
afterAll(() => app.close());

const admin = (): string => app.penstock.adminKey.key;

async function ask(key: string, query: string, variables: Record<string, unknown> = {}): Promise<GraphqlResult> {
  const response = await fetch(app.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as GraphqlResult;
}

const create =
  'mutation ($input: ApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id prefix role workspaceId models strategies limits { requestsPerMinute } createdBy } } }';

async function createKey(by: string, input: Record<string, unknown>) {
  const { data, errors } = await ask(by, create, { input: { name: 'test', role: 'MEMBER', ...input } });
  expect(errors).toBeUndefined();
  const { secret, apiKey } = data.createApiKey as { secret: string; apiKey: { id: string; prefix: string } };
  secrets.push(secret);
  return { ...apiKey, secret };
}

const codeOf = ({ errors }: GraphqlResult) => errors?.[0]?.extensions.code ?? null;

const chat = (key: string, body: Record<string, unknown>) =>
  fetch(`${app.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }], ...body }),
  });

describe('a key', () => {
  it('works immediately, shows only its prefix later, and ends immediately when it is revoked', async () => {
    const { id, secret, prefix } = await createKey(admin(), { workspaceId: 'team-a' });
    expect(secret).toMatch(/^psk_[\w-]{43}$/);
    expect(prefix).toBe(secret.slice(0, 10));
    const viewer =
      '{ viewer { role permissions workspace { id } apiKey { id lastUsedAt } usage { totals { calls } } } }';
    expect((await ask(secret, viewer)).data.viewer).toMatchObject({
      role: 'MEMBER',
      permissions: ['READ', 'GENERATE', 'MANAGE'],
      workspace: { id: 'team-a' },
      apiKey: { id, lastUsedAt: expect.any(String) },
    });
    const revoked = await ask(admin(), 'mutation ($id: ID!) { revokeApiKey(id: $id) { revokedAt } }', { id });
    expect(revoked.data.revokeApiKey.revokedAt).not.toBeNull();
    expect(codeOf(await ask(secret, viewer))).toBe('UNAUTHENTICATED');
  });

  it('closes its open WebSockets with 4401 within two seconds of its revocation', async () => {
    const { id, secret } = await createKey(admin(), { workspaceId: 'team-a' });
    const closed = vi.fn();
    const client = createClient({
      url: app.webSocketUrl,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${secret}` },
      lazy: false,
      retryAttempts: 0,
      onNonLazyError: () => {},
      on: { closed },
    });
    const events = client.iterate({ query: 'subscription { budgets { snapshot } }' });
    await events.next();
    await ask(admin(), 'mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id });
    await vi.waitFor(() => expect(closed).toHaveBeenCalledWith(expect.objectContaining({ code: 4401 })), 2_000);
    await client.dispose();
  });

  it('gets a new secret, and its old secret stays valid for the grace time', async () => {
    const { id, secret } = await createKey(admin(), { workspaceId: 'team-a' });
    const rotate = 'mutation ($id: ID!, $grace: Int) { rotateApiKey(id: $id, graceSeconds: $grace) { secret } }';
    const viewer = '{ viewer { role } }';
    const second = (await ask(admin(), rotate, { id, grace: 60 })).data.rotateApiKey.secret;
    expect([codeOf(await ask(secret, viewer)), codeOf(await ask(second, viewer))]).toEqual([null, null]);
    const third = (await ask(admin(), rotate, { id })).data.rotateApiKey.secret;
    secrets.push(second, third);
    const codes = await Promise.all([secret, second, third].map(async (key) => codeOf(await ask(key, viewer))));
    expect(codes).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', null]);
  });

  it('is refused the models and strategies that it does not allow, and plans exclude them', async () => {
    const { secret } = await createKey(admin(), { models: ['sandbox/sandbox-mini'], strategies: ['COST_OPTIMIZED'] });
    const plan = `query ($input: GenerateInput!) { plan(input: $input) { strategy candidates { model { id } } exclusions { modelId rule } } }`;
    const { data } = await ask(secret, plan, { input: { prompt: 'Hi' } });
    expect(data.plan.strategy).toBe('COST_OPTIMIZED');
    expect(data.plan.candidates).toEqual([{ model: { id: 'sandbox/sandbox-mini' } }]);
    expect(data.plan.exclusions).toContainEqual({ modelId: 'sandbox/sandbox-large', rule: 'not_allowed' });
    const named = { prompt: 'Hi', model: 'sandbox/sandbox-large' };
    expect(codeOf(await ask(secret, plan, { input: named }))).toBe('FORBIDDEN');
    expect(codeOf(await ask(secret, plan, { input: { prompt: 'Hi', strategy: 'BALANCED' } }))).toBe('FORBIDDEN');
    expect((await chat(secret, { model: 'sandbox/sandbox-large' })).status).toBe(403);
    expect((await chat(secret, { model: 'auto:QUALITY_OPTIMIZED' })).status).toBe(403);
    expect((await chat(secret, { model: 'auto' })).status).toBe(200);
    const listed = await fetch(`${app.url}/v1/models`, { headers: { authorization: `Bearer ${secret}` } });
    const { data: models } = (await listed.json()) as { data: { id: string; owned_by: string }[] };
    expect(models.filter(({ owned_by }) => owned_by !== 'penstock').map(({ id }) => id)).toEqual([
      'sandbox/sandbox-mini',
    ]);
    const recommend = '{ recommendations(input: { strategy: BALANCED }) { items { rank } } }';
    expect(codeOf(await ask(secret, recommend))).toBe('FORBIDDEN');
  });
});

describe('a member', () => {
  it('creates keys with at most the rights of its own key', async () => {
    const limits = { models: ['sandbox/*'], strategies: ['BALANCED'], requestsPerMinute: 1_000 };
    const { secret: member } = await createKey(admin(), { workspaceId: 'team-a', ...limits });
    expect(await createKey(member, {})).toMatchObject({
      workspaceId: 'team-a',
      models: ['sandbox/*'],
      strategies: ['BALANCED'],
      limits: { requestsPerMinute: 1_000 },
      createdBy: 'test',
    });
    const { secret: narrow } = await createKey(member, { models: ['sandbox/sandbox-mini'], requestsPerMinute: 5 });
    expect(narrow).toMatch(/^psk_/);
    for (const input of [
      { role: 'OPERATOR' },
      { role: 'ADMIN' },
      { models: ['*'] },
      { models: ['openai/gpt-4o'] },
      { strategies: ['MANUAL'] },
      { requestsPerMinute: 1_001 },
    ]) {
      const refused = await ask(member, create, { input: { name: 'x', role: 'MEMBER', ...input } });
      expect([input, codeOf(refused)]).toEqual([input, 'FORBIDDEN']);
    }
  });

  it('that a member creates expires no later than the key of that member', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { secret: member } = await createKey(admin(), { workspaceId: 'team-a', expiresAt });
    const lasting = await createKey(admin(), { workspaceId: 'team-a' });
    const { id } = await createKey(member, {});
    const { data } = await ask(admin(), '{ apiKeys { id expiresAt } }');
    expect(data.apiKeys).toContainEqual({ id, expiresAt });
    const later = { name: 'x', role: 'MEMBER', expiresAt: new Date(Date.now() + 7_200_000).toISOString() };
    expect(codeOf(await ask(member, create, { input: later }))).toBe('FORBIDDEN');
    const rotate = 'mutation ($id: ID!) { rotateApiKey(id: $id) { secret } }';
    expect(codeOf(await ask(member, rotate, { id: lasting.id }))).toBe('FORBIDDEN');
  });

  it('learns nothing of other workspaces, by any query', async () => {
    const { secret: member } = await createKey(admin(), { workspaceId: 'team-a' });
    const other = await createKey(admin(), { workspaceId: 'team-b' });
    const operator = await createKey(admin(), { role: 'OPERATOR' });
    const saveBudget = 'mutation ($input: BudgetInput!) { saveBudget(input: $input) { id } }';
    const input = { name: 'b', window: 'DAY', limitUsd: '5', workspaceId: 'team-b' };
    const budget = (await ask(admin(), saveBudget, { input })).data.saveBudget.id;
    const made = await ask(other.secret, 'mutation { generate(input: { prompt: "Hi" }) { id } }');
    const generation = made.data.generate.id;
    const none = '01a1fc0d-639c-7659-a51f-3cc80b0a1f91';

    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    for (const id of [other.id, operator.id, budget, generation, 'team-b', none, 'nothing']) {
      expect([id, await ask(member, node, { id })]).toEqual([id, { data: { node: null } }]);
    }
    expect((await ask(admin(), node, { id: generation })).data.node.id).toBe(generation);
    const sameWords: [string, string, string][] = [
      ['mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', other.id, none],
      ['mutation ($id: ID!) { rotateApiKey(id: $id) { secret } }', operator.id, none],
      ['mutation ($id: ID!) { cancelGeneration(id: $id) { id } }', generation, none],
      ['query ($id: ID!) { usage(input: { workspaceId: $id }) { totals { calls } } }', 'team-b', 'team-z'],
      ['query ($id: ID!) { generations(filter: { workspaceId: $id }) { nodes { id } } }', 'team-b', 'team-z'],
      ['query ($id: ID!) { plan(input: { prompt: "Hi", workspaceId: $id }) { strategy } }', 'team-b', 'team-z'],
      [
        'mutation ($id: ID!) { createApiKey(input: { name: "x", role: VIEWER, workspaceId: $id }) { secret } }',
        'team-b',
        'team-z',
      ],
    ];
    for (const [query, foreign, absent] of sameWords) {
      const [told, expected] = await Promise.all([foreign, absent].map((id) => ask(member, query, { id })));
      expect([query, codeOf(told ?? {})]).toEqual([query, 'NOT_FOUND']);
      expect(told?.errors?.[0]?.message.replace(foreign, '')).toBe(expected?.errors?.[0]?.message.replace(absent, ''));
    }
    const seen = await ask(member, '{ apiKeys { workspaceId role } workspaces { id } budgets { id } }');
    const keys: { workspaceId: string; role: string }[] = seen.data.apiKeys;
    expect(new Set(keys.map(({ workspaceId }) => workspaceId))).toEqual(new Set(['team-a']));
    expect(seen.data).toMatchObject({ workspaces: [{ id: 'team-a' }], budgets: [] });
  });
});

it('an operator manages the keys of members, and none of admins and operators', async () => {
  const operator = await createKey(admin(), { role: 'OPERATOR' });
  const adminKey = await createKey(admin(), { role: 'ADMIN' });
  await createKey(operator.secret, { workspaceId: 'team-b' });
  const revoke = 'mutation ($id: ID!) { revokeApiKey(id: $id) { id } }';
  expect(codeOf(await ask(operator.secret, revoke, { id: adminKey.id }))).toBe('FORBIDDEN');
  expect(codeOf(await ask(operator.secret, create, { input: { name: 'x', role: 'ADMIN' } }))).toBe('FORBIDDEN');
  const { data } = await ask(operator.secret, '{ apiKeys { role } }');
  expect(data.apiKeys.map(({ role }: { role: string }) => role)).not.toContain('ADMIN');
});

it('a budget needs a workspace and a key that exist', async () => {
  const save = 'mutation ($input: BudgetInput!) { saveBudget(input: $input) { id } }';
  const input = { name: 'b', window: 'DAY', limitUsd: '5' };
  const none = '01a1fc0d-639c-7659-a51f-3cc80b0a1f91';
  expect(codeOf(await ask(admin(), save, { input: { ...input, workspaceId: 'team-z' } }))).toBe('NOT_FOUND');
  expect(codeOf(await ask(admin(), save, { input: { ...input, apiKeyId: none } }))).toBe('NOT_FOUND');
});

it('a member sees the budgets of its workspace and of its keys, read-only', async () => {
  const { id, secret } = await createKey(admin(), { workspaceId: 'team-a' });
  const save = 'mutation ($input: BudgetInput!) { saveBudget(input: $input) { id } }';
  const input = { name: 'of the key', window: 'DAY', limitUsd: '5', apiKeyId: id };
  await ask(admin(), save, { input });
  const { data } = await ask(secret, '{ budgets { name } viewer { budgets { name } } }');
  expect(data).toMatchObject({ budgets: [{ name: 'of the key' }], viewer: { budgets: [{ name: 'of the key' }] } });
  expect(codeOf(await ask(secret, save, { input }))).toBe('FORBIDDEN');
});

it('the admin key is replaced, also in its file', async () => {
  const { data } = await ask(admin(), 'mutation { rotateAdminKey { secret apiKey { prefix } } }');
  const { secret, apiKey } = data.rotateAdminKey;
  const file = app.penstock.adminKey.file ?? '';
  expect((await readFile(file, 'utf8')).trim()).toBe(secret);
  expect(secret.startsWith(apiKey.prefix)).toBe(true);
  expect(codeOf(await ask(admin(), '{ viewer { role } }'))).toBe('UNAUTHENTICATED');
  expect((await ask(secret, '{ viewer { role } }')).data.viewer.role).toBe('ADMIN');

  // Everything stored in this suite: only the admin key's file contains a secret.
  expect(secrets.length).toBeGreaterThan(10);
  const home = join(file, '..');
  const { rows } = await app.penstock.services.prisma.$queryRaw<{ text: string }[]>`
    SELECT coalesce(string_agg(entry::text, ' '), '') AS text FROM audit_entry AS entry`.then((found) => ({
    rows: found,
  }));
  const stored = [rows[0]?.text ?? ''];
  for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name !== 'admin-key')
      stored.push(await readFile(join(entry.parentPath, entry.name), 'latin1'));
  }
  expect(stored[0]).toContain('api_key.create');
  for (const each of [...secrets, secret]) expect(stored.some((text) => text.includes(each))).toBe(false);
}, 60_000);
