import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../graphql/execution/engine.ts';
import { schema } from '../../graphql/schema.ts';
import { createToGraphqlError } from '../../graphql/to-graphql-error.ts';
import type { Endpoint } from '../../http/endpoint.ts';
import { plainError } from '../../http/respond.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { createFakeServices } from '../../testing/fake-services.ts';
import { startTestServer, type TestServer } from '../../testing/start-test-server.ts';
import { type Begun, createPlainOperations } from './plain-operation.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const viewer = { query: '{ viewer { role } }' };
const missing = { query: '{ model(id: "none/such") { id } }' };

const bodies: Record<string, unknown> = {
  'a query': viewer,
  'with variables': {
    query: 'query Q($id: ID!) { model(id: $id) { id } }',
    variables: { id: 'openai/gpt-4o' },
    operationName: 'Q',
  },
  'with nulls for unused members': { ...viewer, variables: null, operationName: null },
  'with extensions': { ...viewer, extensions: {} },
  'of several operations with a name': {
    query: 'query A { viewer { role } } query B { chains { name } }',
    operationName: 'A',
  },
  'of several operations without a name': { query: 'query A { viewer { role } } query B { chains { name } }' },
  'of several operations with another name': { ...viewer, operationName: 'C' },
  'that finds nothing': missing,
  'that fails': { query: 'mutation { generate(input: { prompt: " " }) { id } }' },
  'with a variable that is missing': { query: 'query Q($id: ID!) { model(id: $id) { id } }' },
  'with a variable of the wrong type': { query: 'query Q($id: ID!) { model(id: $id) { id } }', variables: { id: [] } },
  'with variables that are not an object': { ...viewer, variables: [] },
  'that is invalid': { query: '{ viewer { shoeSize } }' },
  'that is not GraphQL': { query: '{ viewer' },
  'that is not a text': { query: 7 },
  'with an unknown member': { ...viewer, shoeSize: 7 },
  'that is a subscription': { query: 'subscription { health { model } }' },
  'without a query': {},
  'that is a list': [viewer],
  'that is null': null,
  'that is not JSON': '{"query":',
};

const accepted = [
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'application/graphql-response+json, application/json;q=0.9',
  'application/json;q=0.5, application/graphql-response+json',
  'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
  'text/html, application/*;q=0.8',
  'application/json; charset=utf-8',
  'application/json; charset=latin1',
  'multipart/mixed, */*',
  'text/html',
  'application/xml',
];

/** Requests of pages take the general path, which uses yoga. */
const ofAPage = { origin: 'http://localhost:3000' };

async function answer(body: unknown, headers: Record<string, string>) {
  const response = await server.post(body, { 'x-request-id': 'r1', ...headers });
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    length: response.headers.get('content-length'),
    body: await response.text(),
  };
}

describe('a JSON POST from a program', () => {
  test.each(Object.entries(bodies))('%s gets the same answer as from a page', async (_name, body) => {
    for (const accept of accepted) {
      expect(await answer(body, { accept })).toEqual(await answer(body, { accept, ...ofAPage }));
    }
  });

  test('that fails during execution has run once', async () => {
    let runs = 0;
    server.services.generations.run = () => {
      runs++;
      return Promise.reject(new Error('on purpose'));
    };
    const { errors } = await server.query('mutation { generate(input: { prompt: "x" }) { id } }');

    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    expect(runs).toBe(1);
    expect(server.logged.filter(({ facts }) => String(facts.err).includes('on purpose'))).toHaveLength(1);
  });
});

test('without a valid key is refused like one from a page', async () => {
  for (const headers of [{}, ofAPage]) {
    const { status, body } = await answer(viewer, { authorization: 'Bearer wrong', ...headers });
    expect([status, JSON.parse(body).errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  }
});

describe('the fast path', () => {
  const toError = createToGraphqlError({ error() {} });
  const handedOn: (Begun | null)[] = [];
  const serve = createPlainOperations({
    engine: createEngine(schema, toError),
    services: createFakeServices(),
    toError,
    bodyBytes: 1_000_000,
    async answerOther({ response }, begun) {
      handedOn.push(begun);
      response.end();
    },
  });
  const endpoint: Endpoint = { path: '/*', methods: null, toErrorResponse: plainError, serve };
  const http = createHttpServer((request, response) => {
    const viewer = buildViewer();
    void serve({ request, response, endpoint, path: '/graphql', rest: '', requestId: 'r1', viewer, onEnd: [] });
  });

  const post = async (body: string, headers: Record<string, string> = {}): Promise<(Begun | null)[]> => {
    handedOn.length = 0;
    const { port } = http.address() as AddressInfo;
    const usual = { 'content-type': 'application/json' };
    await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers: { ...usual, ...headers }, body });
    return [...handedOn];
  };

  beforeAll(() => new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve)));
  afterAll(() => new Promise((resolve) => http.close(resolve)));

  test('answers a successful operation itself', async () => {
    expect(await post(JSON.stringify(viewer))).toEqual([]);
  });

  test('leaves requests of other origins to the general path, with unread bodies', async () => {
    expect(await post(JSON.stringify(viewer), ofAPage)).toEqual([null]);
  });

  test('passes on the body that it has read and the result', async () => {
    const [unread] = await post('{"query":"{ viewer { shoeSize } }"}');
    const [failed] = await post(JSON.stringify(bodies['that fails']));

    expect(unread).not.toHaveProperty('result');
    expect(await unread?.body).toEqual({ query: '{ viewer { shoeSize } }' });
    expect(failed?.result?.errors).toHaveLength(1);
  });
});
