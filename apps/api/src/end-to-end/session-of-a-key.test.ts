import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startApp, type TestApp } from '../testing/start-app.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests read results of any shape
type Answer = { status: number; data?: any };

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
}, 60_000);
afterAll(() => app.close());

async function graphql(query: string, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(app.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, data: ((await response.json()) as Answer).data };
}

test('a session has the role of its key, and ends with it within two seconds, including its WebSocket', async () => {
  const admin = { authorization: app.authorization };
  await graphql('mutation { createWorkspace(input: { id: "acme", name: "Acme" }) { id } }', admin);
  const made = await graphql(
    'mutation { createApiKey(input: { name: "Ada", workspaceId: "acme", role: MEMBER }) { secret apiKey { id } } }',
    admin,
  );
  const { secret, apiKey } = made.data.createApiKey;
  const signedIn = await fetch(`${app.url}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: secret }),
  });
  expect(signedIn.status).toBe(204);
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const person = { cookie, origin: app.url };
  const { data } = await graphql('{ viewer { role workspaceId } }', person);
  expect(data.viewer).toEqual({ role: 'MEMBER', workspaceId: 'acme' });

  const socket = new WebSocket(app.webSocketUrl, 'graphql-transport-ws', { headers: person });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  const closed = once(socket, 'close', { signal: AbortSignal.timeout(2_000) });
  await graphql(`mutation { revokeApiKey(id: "${apiKey.id}") { id } }`, admin);
  expect((await closed)[0]).toBe(4401);
  expect((await graphql('{ viewer { role } }', person)).status).toBe(401);
});

test('the link of the start signs in as the admin once', async () => {
  const link = await app.penstock.createSignInLink();
  const body = JSON.stringify({ code: new URL(link).searchParams.get('code') });
  const use = () =>
    fetch(`${app.url}/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const [first, second] = [await use(), await use()];
  expect([first.status, second.status]).toEqual([204, 401]);
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
  const { data } = await graphql('{ viewer { role } }', { cookie, origin: app.url });
  expect(data.viewer).toEqual({ role: 'ADMIN' });
});
