import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { BatchHttpLink } from '@apollo/client/link/batch-http';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { getMainDefinition } from '@apollo/client/utilities';
import { fetchExchange, subscriptionExchange, Client as UrqlClient } from '@urql/core';
import { GraphQLClient } from 'graphql-request';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient, type Client as WsClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { eventTypeNames } from '../../graphql/generation/events.ts';
import { startApp, type TestApp } from '../../testing/start-app.ts';

const mutation = `mutation Generate($input: GenerateInput!) {
  generate(input: $input) { id status text model attempts { number model outcome } }
}`;
const subscription = `subscription Stream($input: GenerateInput!) {
  generate(input: $input) {
    __typename
    ... on NumberedEvent { generationId number follows }
    ... on TextDelta { text }
    ... on GenerationCompleted { generation { id status text } }
  }
}`;
const variables = { input: { prompt: 'Say hello to the reader.', model: 'sandbox/sandbox-mini', maxTokens: 60 } };

type StreamEvent = {
  __typename: string;
  number: number;
  follows: number;
  text?: string;
  generation?: { id: string; status: string; text: string };
};
type Streamed = { generate: StreamEvent };
type Generated = { generate: { id: string; status: string; text: string; model: string } };

const eventTypes = Object.values(eventTypeNames);

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
}, 60_000);
afterAll(() => app.close());

function expectAnswer(data: Generated | null | undefined): void {
  expect(data?.generate).toMatchObject({ status: 'COMPLETED', model: 'sandbox/sandbox-mini' });
  expect(data?.generate.text.length).toBeGreaterThan(10);
}

/** The pieces make up the whole answer, without gaps, and the end comes last. */
function expectStream(events: readonly StreamEvent[]): void {
  expect(events[0]?.__typename).toBe('GenerationStarted');
  let last = 0;
  for (const event of events) {
    expect(event.follows).toBe(last);
    last = event.number;
  }
  const deltas = events.filter(({ __typename }) => __typename === 'TextDelta');
  const end = events.at(-1);
  expect(deltas.length).toBeGreaterThan(2);
  expect(end).toMatchObject({ __typename: 'GenerationCompleted', generation: { status: 'COMPLETED' } });
  expect(deltas.map(({ text }) => text).join('')).toBe(end?.generation?.text);
}

function connectWs(): WsClient {
  return createWsClient({
    url: app.webSocketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: app.authorization },
  });
}

describe('graphql-ws', () => {
  test('generates and streams', async () => {
    const client = connectWs();
    for await (const { data } of client.iterate<Generated>({ query: mutation, variables })) expectAnswer(data);
    const events: StreamEvent[] = [];
    for await (const { data } of client.iterate<Streamed>({ query: subscription, variables })) {
      if (data != null) events.push(data.generate);
    }
    expectStream(events);
    await client.dispose();
  });
});

describe('graphql-sse', () => {
  test('generates and streams', async () => {
    const client = createSseClient({
      url: app.graphqlUrl,
      headers: { authorization: app.authorization },
      retryAttempts: 0,
    });
    for await (const { data } of client.iterate<Generated>({ query: mutation, variables })) expectAnswer(data);
    const events: StreamEvent[] = [];
    for await (const { data } of client.iterate<Streamed>({ query: subscription, variables })) {
      if (data != null) events.push(data.generate);
    }
    expectStream(events);
    client.dispose();
  });
});

describe('graphql-request', () => {
  test('generates, and polls a generation that was started, because it has no streams', async () => {
    const client = new GraphQLClient(app.graphqlUrl, { headers: { authorization: app.authorization } });
    expectAnswer(await client.request<Generated>(mutation, variables));
    const { startGeneration } = await client.request<{ startGeneration: { id: string } }>(
      'mutation ($input: GenerateInput!) { startGeneration(input: $input) { id status } }',
      variables,
    );
    const read = () =>
      client.request<{ generation: { status: string; text: string } }>(
        'query ($id: ID!) { generation(id: $id) { status text } }',
        startGeneration,
      );
    await expect.poll(async () => (await read()).generation.status, { timeout: 10_000 }).toBe('COMPLETED');
    expect((await read()).generation.text.length).toBeGreaterThan(10);
  });

  test('gets the error with its code', async () => {
    const client = new GraphQLClient(app.graphqlUrl, { headers: { authorization: app.authorization } });
    await expect(client.request(mutation, { input: { prompt: '' } })).rejects.toMatchObject({
      response: { errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'input.prompt' } }] },
    });
  });
});

describe('batches', () => {
  const two = '{ __typename }';

  test('of graphql-request are answered one by one, with errors beside results', async () => {
    const client = new GraphQLClient(app.graphqlUrl, { headers: { authorization: app.authorization } });
    const [viewer, generated] = await client.batchRequests<
      [{ data: { viewer: { role: string } } }, { data: Generated }]
    >([{ document: '{ viewer { role } }' }, { document: mutation, variables }]);
    expect(viewer.data.viewer.role).toBe('ADMIN');
    expectAnswer(generated.data);
    const failing = client.batchRequests([{ document: two }, { document: mutation, variables: { input: {} } }]);
    await expect(failing).rejects.toMatchObject({
      response: { 1: { errors: [{ extensions: { code: 'BAD_USER_INPUT', requestId: expect.any(String) } }] } },
    });
  });

  test("of Apollo Client's BatchHttpLink are answered", async () => {
    const link = new BatchHttpLink({ uri: app.graphqlUrl, headers: { authorization: app.authorization }, batchMax: 5 });
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const queries = ['{ viewer { role } }', '{ budgets { id } }'].map((text) => client.query({ query: gql(text) }));
    const [viewer, budgets] = await Promise.all(queries);
    expect([viewer?.data, budgets?.data]).toMatchObject([{ viewer: { role: 'ADMIN' } }, { budgets: [] }]);
    client.stop();
  });

  test('refuse a subscription', async () => {
    const response = await fetch(app.graphqlUrl, {
      method: 'POST',
      headers: { authorization: app.authorization, 'content-type': 'application/json' },
      body: JSON.stringify([{ query: two }, { query: subscription, variables }]),
    });
    expect(await response.json()).toMatchObject([
      { data: { __typename: 'Query' } },
      { errors: [{ message: expect.stringContaining('send a subscription alone') }] },
    ]);
  });
});

describe('automatic persisted queries', () => {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

  test("of Apollo Client's link: the hash alone, then the text once, then the hash alone", async () => {
    const bodies: { query?: string }[] = [];
    const http = new HttpLink({
      uri: app.graphqlUrl,
      headers: { authorization: app.authorization },
      fetch: (address, options) => {
        bodies.push(JSON.parse(String(options?.body)) as { query?: string });
        return fetch(address, options);
      },
    });
    const client = new ApolloClient({
      link: new PersistedQueryLink({ sha256 }).concat(http),
      cache: new InMemoryCache(),
      defaultOptions: { query: { fetchPolicy: 'no-cache' } },
    });
    for (let count = 0; count < 2; count++) {
      const { data } = await client.query<{ viewer: object }>({ query: gql('query Persisted { viewer { role } }') });
      expect(data?.viewer).toMatchObject({ role: 'ADMIN' });
    }
    expect(bodies.map(({ query }) => query !== undefined)).toEqual([false, true, false]);
    client.stop();
  });

  test('refuse a hash of another text', async () => {
    const client = new GraphQLClient(app.graphqlUrl, { headers: { authorization: app.authorization } });
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256('{ other }') } };
    const response = await fetch(app.graphqlUrl, {
      method: 'POST',
      headers: { ...(client.requestConfig.headers as object), 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }', extensions }),
    });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });
});

describe('urql', () => {
  test('generates and streams', async () => {
    const socket = connectWs();
    const client = new UrqlClient({
      url: app.graphqlUrl,
      preferGetMethod: false,
      fetchOptions: { headers: { authorization: app.authorization } },
      exchanges: [
        fetchExchange,
        subscriptionExchange({
          forwardSubscription: ({ query, variables: given }) => ({
            subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query: query ?? '', variables: given }, sink) }),
          }),
        }),
      ],
    });
    const { data, error } = await client.mutation<Generated>(mutation, variables).toPromise();
    expect(error).toBeUndefined();
    expectAnswer(data);

    const events: StreamEvent[] = [];
    await new Promise<void>((resolve, reject) => {
      client.subscription<Streamed>(subscription, variables).subscribe((result) => {
        if (result.error !== undefined) reject(result.error);
        if (result.data !== undefined) events.push(result.data.generate);
        if (result.data?.generate.__typename === 'GenerationCompleted') resolve();
      });
    });
    expectStream(events);
    await socket.dispose();
  });
});

describe('@apollo/client', () => {
  test('streams over HTTP only, by multipart subscriptions', async () => {
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: new HttpLink({ uri: app.graphqlUrl, headers: { authorization: app.authorization } }),
    });
    const events: StreamEvent[] = [];
    await new Promise<void>((resolve, reject) => {
      client.subscribe<Streamed>({ query: gql(subscription), variables, fetchPolicy: 'no-cache' }).subscribe({
        next: ({ data, error }) => {
          if (error !== undefined) reject(error);
          if (data != null) events.push(data.generate);
        },
        error: reject,
        complete: resolve,
      });
    });
    expectStream(events);
    client.stop();
  });

  test('generates and streams', async () => {
    const socket = connectWs();
    const http = new HttpLink({ uri: app.graphqlUrl, headers: { authorization: app.authorization } });
    const isSubscription: Parameters<typeof ApolloLink.split>[0] = ({ query }) => {
      const definition = getMainDefinition(query);
      return definition.kind === 'OperationDefinition' && definition.operation === 'subscription';
    };
    const client = new ApolloClient({
      // Apollo's cache needs the types of interfaces and unions.
      cache: new InMemoryCache({ possibleTypes: { NumberedEvent: eventTypes, GenerationEvent: eventTypes } }),
      link: ApolloLink.split(isSubscription, new GraphQLWsLink(socket), http),
    });
    const { data } = await client.mutate<Generated>({ mutation: gql(mutation), variables });
    expectAnswer(data);

    const events: StreamEvent[] = [];
    await new Promise<void>((resolve, reject) => {
      client.subscribe<Streamed>({ query: gql(subscription), variables, fetchPolicy: 'no-cache' }).subscribe({
        next: (result) => {
          if (result.data != null) events.push(result.data.generate);
        },
        error: reject,
        complete: resolve,
      });
    });
    expectStream(events);
    client.stop();
    await socket.dispose();
  });
});
