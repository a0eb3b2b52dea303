import { once } from 'node:events';
import { buildSchema, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../access/viewer.ts';
import { accessAs } from '../testing/access-as.ts';
import { buildViewer } from '../testing/build-viewer.ts';
import { ProtocolClient } from '../testing/protocol-client.ts';
import { authorization, startTestServer, type TestServer } from '../testing/start-test-server.ts';
import { hasRule, requireRules } from './require-rules.ts';
import { schema } from './schema.ts';

/** Fields with more than readers of a workspace may see: addresses, and content. */
const sensitive: Readonly<Record<string, readonly string[]>> = {
  Provider: ['baseUrl', 'setupHint'],
  Generation: ['text', 'reasoning', 'toolCalls', 'json', 'errorMessage', 'metadata'],
};

describe('a field without a rule', () => {
  test.each(['Query', 'Mutation', 'Subscription'])('does not exist in %s', (name) => {
    const type = schema.getType(name);
    const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.filter((field) => !hasRule(field)).map((field) => field.name)).toEqual([]);
  });

  test.each(Object.entries(sensitive))('does not exist among the sensitive fields of %s', (name, names) => {
    const type = schema.getType(name);
    const fields = isObjectType(type) ? type.getFields() : {};
    expect(names.filter((field) => fields[field] === undefined || !hasRule(fields[field]))).toEqual([]);
  });

  test('makes the build of the schema fail', () => {
    expect(() => requireRules(buildSchema('type Query { models: [ID!]! }'))).toThrow('Query.models does not say who');
    expect(requireRules(schema)).toBe(schema);
  });
});

describe('a role without permissions', () => {
  let server: TestServer;
  const stranger = buildViewer({ role: 'STRANGER' as Role });
  const forbidden = [{ extensions: { code: 'FORBIDDEN' } }];

  beforeAll(async () => {
    server = await startTestServer({ access: accessAs(stranger) });
  });
  afterAll(() => server.close());

  const operations = [
    '{ models { id } }',
    '{ generation(id: "01a1fc0d-639c-7659-a51f-3cc80b0a1f91") { text } }',
    'mutation { generate(input: { prompt: "x" }) { id } }',
    'mutation { checkHealth { status } }',
  ];

  test.each(operations)('is refused by the fast path and the executor: %s', async (query) => {
    for (const headers of [{}, { origin: 'http://localhost:3000' }] as Record<string, string>[]) {
      const response = await server.post({ query }, headers);
      expect(await response.json()).toMatchObject({ errors: forbidden });
    }
    expect(server.services.generations.requests).toEqual([]);
  });

  test('is refused before a subscription begins, over WebSocket and as server-sent events', async () => {
    const query = 'subscription { generate(input: { prompt: "x" }) { __typename } }';
    const client = new ProtocolClient(server.webSocketUrl);
    await once(client.socket, 'open');
    client.send({ type: 'connection_init', payload: { authorization } });
    await client.waitFor(({ type }) => type === 'connection_ack');
    client.subscribe('1', query);
    expect((await client.result('1'))[0]).toMatchObject({ payload: { errors: forbidden } });
    await client.close();
    const response = await server.post({ query }, { accept: 'text/event-stream' });
    expect(await response.text()).toContain('FORBIDDEN');
    expect(server.services.generations.requests).toEqual([]);
  });
});

test('content of another workspace is hidden, whichever field found the generation', async () => {
  const server = await startTestServer({
    access: accessAs(buildViewer({ workspaceId: 'acme' })),
  });
  const { run } = server.services.generations;
  server.services.generations.run = async (request, signal) => {
    const generation = await run.call(server.services.generations, request, signal);
    const caller = { ...generation.request.caller, workspaceId: 'other' };
    return { ...generation, request: { ...generation.request, caller } };
  };
  const { data, errors } = await server.query('mutation { generate(input: { prompt: "x" }) { json id } }');
  expect(data.generate).toMatchObject({ json: null, id: expect.any(String) });
  expect(errors).toMatchObject([{ path: ['generate', 'json'], extensions: { code: 'FORBIDDEN' } }]);
  await server.close();
});
