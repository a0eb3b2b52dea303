import { createClient } from 'graphql-ws';
import { afterEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { ServiceError } from '../../errors/service-error.ts';
import { accessAs } from '../../testing/access-as.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';

const viewer = buildViewer({ role: 'MEMBER', workspaceId: 'acme', actor: { kind: 'API_KEY', id: 'k1', name: 'ci' } });
const refused = {
  actor: viewer.actor,
  workspaceId: 'acme',
  outcome: 'REFUSED',
  errorCode: 'FORBIDDEN',
  requestId: expect.any(String),
  address: '127.0.0.1',
};

let server: TestServer;
afterEach(() => server.close());
const start = async () => {
  server = await startTestServer({ access: accessAs(viewer) });
  return server;
};

test('a refused query writes an entry with the requested field', async () => {
  const { query, services } = await start();
  const { errors } = await query('{ auditLog { nodes { id } } }');
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  await query('{ node: policyRevisions { nodes { revision } } }');
  expect(services.audit.entries).toEqual([
    { ...refused, action: 'read', target: { type: 'field', id: 'Query.auditLog' } },
    { ...refused, action: 'read', target: { type: 'field', id: 'Query.policyRevisions' } },
  ]);
});

test('a refused field of a readable object writes an entry', async () => {
  const { query, services } = await start();
  const { data } = await query('{ providers { id baseUrl } }');
  expect(data.providers.length).toBeGreaterThan(0);
  expect(services.audit.entries).toContainEqual({
    ...refused,
    action: 'read',
    target: { type: 'field', id: 'Provider.baseUrl' },
  });
});

test('a query with a model that its key does not allow writes an entry', async () => {
  const { query, services } = await start();
  services.generations.plan = async () => {
    throw new ServiceError('FORBIDDEN', "The key in use does not allow the model 'openai/gpt-4o'.");
  };
  await query('{ plan(input: { prompt: "Hi", model: "openai/gpt-4o" }) { strategy } }');
  expect(services.audit.entries).toEqual([{ ...refused, action: 'read', target: { type: 'field', id: 'Query.plan' } }]);
});

test('a refused subscription writes an entry, over server-sent events and over WebSocket', async () => {
  const { post, services, webSocketUrl } = await start();
  const query = 'subscription { policy { replicas { id } } }';
  await (await post({ query }, { accept: 'text/event-stream' })).text();
  const client = createClient({
    url: webSocketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
  });
  const { value } = await client.iterate({ query }).next();
  expect(value?.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  await client.dispose();

  const entry = { ...refused, action: 'subscribe', target: { type: 'field', id: 'Subscription.policy' } };
  expect(services.audit.entries).toEqual([entry, entry]);
});

test('allowed reads write no entry', async () => {
  const { query, services } = await start();
  const { errors } = await query('{ viewer { role } providers { id } models { id } }');
  expect(errors).toBeUndefined();
  expect(services.audit.entries).toEqual([]);
});
