import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProtocolClient } from '../../testing/protocol-client.ts';
import type { Step } from '../../testing/scripted-generations.ts';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';

const stream = `subscription ($input: GenerateInput!) { generate(input: $input) {
  __typename ... on NumberedEvent { number follows } ... on TextDelta { text }
  ... on GenerationCompleted { generation { status text } } ... on GenerationFailed { errorCode errorMessage }
} }`;
const variables = { input: { prompt: 'Hi' } };
const paced: Step[] = ['Hello', ', ', 'world'].flatMap((text) => [{ text }, { waitMs: 10 }]);
const endless: Step[] = [{ text: 'Once' }, { waitMs: 600_000 }];

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

function connect(): Promise<ProtocolClient> {
  return ProtocolClient.connect(server.webSocketUrl, authorization);
}

describe('a connection', () => {
  test.each([
    ['with a wrong key ends with 4401', { authorization: 'Bearer wrong' }, 4401],
    ['without a key ends with 4401', undefined, 4401],
    ['with a key that is no text ends with 4401', { authorization: 7 }, 4401],
  ])('%s', async (_name, payload, code) => {
    const client = new ProtocolClient(server.webSocketUrl);
    await once(client.socket, 'open');
    client.send({ type: 'connection_init', payload });

    expect(await client.closed).toMatchObject({ code });
    expect(client.received).toEqual([]);
  });

  test.each(['authorization', 'Authorization'])('is accepted with the key in connectionParams.%s', async (name) => {
    const client = new ProtocolClient(server.webSocketUrl);
    await once(client.socket, 'open');
    client.send({ type: 'connection_init', payload: { [name]: authorization } });

    expect(await client.waitFor(() => true)).toEqual({ type: 'connection_ack' });
    await client.close();
  });

  test('is accepted with the key in the header of its handshake', async () => {
    const client = new ProtocolClient(server.webSocketUrl, 'graphql-transport-ws', { authorization });
    await once(client.socket, 'open');
    client.send({ type: 'connection_init' });

    expect(await client.waitFor(() => true)).toEqual({ type: 'connection_ack' });
    await client.close();
  });

  test('that subscribes before it is accepted ends with 4401', async () => {
    const client = new ProtocolClient(server.webSocketUrl);
    await once(client.socket, 'open');
    client.subscribe('1', stream, variables);
    expect(await client.closed).toMatchObject({ code: 4401 });
  });

  test('that speaks another protocol ends with 4406', async () => {
    expect(await new ProtocolClient(server.webSocketUrl, null).closed).toMatchObject({ code: 4406 });
  });

  test('with an invalid message ends with 4400', async () => {
    const client = await connect();
    client.socket.send('{"type":');
    expect(await client.closed).toMatchObject({ code: 4400 });
  });

  test('to another path is refused', async () => {
    const client = new ProtocolClient(server.webSocketUrl.replace('/graphql', '/elsewhere'));
    expect(await client.closed).toMatchObject({ code: 1006 });
  });
});

describe('an operation', () => {
  test('streams a generation to its end, with one event per message', async () => {
    server.services.generations.script = () => paced;
    const client = await connect();
    client.subscribe('1', stream, variables);
    const messages = await client.result('1');

    expect(messages.map(({ type }) => type)).toEqual([...Array(5).fill('next'), 'complete']);
    expect(messages.slice(0, 5).map(({ payload }) => payload)).toEqual([
      { data: { generate: { __typename: 'GenerationStarted', number: 1, follows: 0 } } },
      { data: { generate: { __typename: 'TextDelta', number: 2, follows: 1, text: 'Hello' } } },
      { data: { generate: { __typename: 'TextDelta', number: 3, follows: 2, text: ', ' } } },
      { data: { generate: { __typename: 'TextDelta', number: 4, follows: 3, text: 'world' } } },
      {
        data: {
          generate: {
            __typename: 'GenerationCompleted',
            number: 5,
            follows: 4,
            generation: { status: 'COMPLETED', text: 'Hello, world' },
          },
        },
      },
    ]);
    await client.close();
  });

  test('attaches to a generation after its last event', async () => {
    const client = await connect();
    client.subscribe('1', 'mutation { startGeneration(input: {prompt: "x"}) { id } }');
    const [started] = await client.result('1');
    const { data } = (started?.payload ?? {}) as { data?: { startGeneration: { id: string } } };
    const id = data?.startGeneration.id ?? '';
    await expect.poll(() => server.services.generations.find(id)?.status).toBe('COMPLETED');
    client.subscribe(
      '2',
      `subscription { generation(id: "${id}", after: 2) { ... on TextDelta { number follows text } } }`,
    );

    expect((await client.result('2'))[0]?.payload).toEqual({
      data: { generation: { number: 4, follows: 2, text: ', world' } },
    });
    await client.close();
  });

  test.each([
    ['subscription { generation(id: "none") { __typename } }', 'NOT_FOUND'],
    ['subscription { generation(id: "x", after: -1) { __typename } }', 'BAD_USER_INPUT'],
    ['subscription { generate(input: {}) { __typename } }', 'BAD_USER_INPUT'],
    ['subscription { health(models: ["x/y"]) { snapshot } }', 'BAD_USER_INPUT'],
  ])('that cannot begin gives the reason, and ends: %s', async (query, code) => {
    const client = await connect();
    client.subscribe('1', query);

    expect(await client.result('1')).toMatchObject([
      { type: 'next', payload: { errors: [{ extensions: { code } }] } },
      { type: 'complete' },
    ]);
    await client.close();
  });

  test.each(['subscription { nothing }', 'subscription {'])('that is invalid is an error: %s', async (query) => {
    const client = await connect();
    client.subscribe('1', query);

    expect(await client.result('1')).toMatchObject([
      { type: 'error', payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
    await client.close();
  });

  test('watches health: a snapshot, then the changes', async () => {
    const client = await connect();
    client.subscribe('1', 'subscription { health(models: ["llama3"]) { snapshot models { model status reason } } }');
    await client.waitFor(({ id }) => id === '1');
    server.services.health.set('openai/gpt-4o-mini', { status: 'SLOW' });
    server.services.health.set('ollama/llama3', { status: 'UNAVAILABLE', reason: 'It does not answer.' });
    await expect.poll(() => client.received.filter(({ id }) => id === '1').length).toBe(2);

    expect(client.received.slice(1).map(({ payload }) => payload)).toEqual([
      { data: { health: { snapshot: true, models: [{ model: 'ollama/llama3', status: 'UNKNOWN', reason: null }] } } },
      {
        data: {
          health: {
            snapshot: false,
            models: [{ model: 'ollama/llama3', status: 'UNAVAILABLE', reason: 'It does not answer.' }],
          },
        },
      },
    ]);
    await client.close();
    await expect.poll(() => server.services.health.listenerCount).toBe(0);
  });

  test('beyond two hundred at a time on one connection is refused', async () => {
    server.services.generations.script = () => endless;
    const client = await connect();
    for (let index = 0; index < 201; index++) client.subscribe(`s${index}`, 'subscription { health { snapshot } }');

    expect(await client.waitFor(({ type }) => type === 'error')).toMatchObject({
      id: 's200',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    });
    await client.close();
  });
});

// Timing on a busy machine is rough; a real delay over 100 ms fails every retry.
describe('a caller who leaves', { retry: 3 }, () => {
  const ways: [string, (client: ProtocolClient) => void][] = [
    ['by completing the subscription', (client) => client.send({ id: '1', type: 'complete' })],
    ['by closing the connection', (client) => client.socket.close()],
    ['by vanishing', (client) => client.socket.terminate()],
  ];

  test.each(ways)('a stream %s ends its generation within 100 ms', async (_name, leave) => {
    const { generations } = server.services;
    generations.script = () => endless;
    const client = await connect();
    client.subscribe('1', stream, variables);
    await client.waitFor(({ payload }) => JSON.stringify(payload ?? '').includes('Once'));
    const leftAt = Date.now();
    leave(client);

    await expect.poll(() => generations.abortedAt.length, { interval: 5 }).toBe(1);
    expect((generations.abortedAt[0] ?? 0) - leftAt).toBeLessThan(100);
    expect(generations.readerCount()).toBe(0);
    client.socket.terminate();
  });

  test.each(ways)('a mutation %s ends its generation within 100 ms', async (_name, leave) => {
    const { generations } = server.services;
    generations.script = () => endless;
    const client = await connect();
    client.subscribe('1', 'mutation { generate(input: {prompt: "x"}) { id } }');
    await expect.poll(() => generations.runningCount(), { interval: 5 }).toBe(1);
    const leftAt = Date.now();
    leave(client);

    await expect.poll(() => generations.abortedAt.length, { interval: 5 }).toBe(1);
    expect((generations.abortedAt[0] ?? 0) - leftAt).toBeLessThan(100);
    client.socket.terminate();
  });

  test('a hundred times leaks nothing', async () => {
    const { generations } = server.services;
    generations.script = () => endless;
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const client = await connect();
        client.subscribe('1', stream, variables);
        await client.waitFor(({ id }) => id === '1');
        if (index % 2 === 0) client.socket.terminate();
        else await client.close();
      }),
    );

    await expect.poll(() => [generations.runningCount(), generations.readerCount()]).toEqual([0, 0]);
    expect(generations.abortedAt).toHaveLength(100);
  });
});

describe('a client that does not read', () => {
  test('gets the missed text in few large pieces, while little memory is used', async () => {
    const count = 20_000;
    const piece = 'x'.repeat(200);
    server.services.generations.script = () => [
      { waitMs: 50 },
      ...Array.from({ length: count }, (_, index): Step[] =>
        index % 20 === 0 ? [{ text: piece }, { waitMs: 1 }] : [{ text: piece }],
      ).flat(),
    ];
    const client = await connect();
    client.subscribe('1', stream, { input: { prompt: 'Hi', detached: true } });
    await client.waitFor(({ id }) => id === '1');
    client.socket.pause();
    await expect.poll(() => server.services.generations.runningCount(), { timeout: 30_000 }).toBe(0);
    client.socket.resume();
    const messages = await client.result('1');
    const deltas = messages
      .map(
        ({ payload }) =>
          (payload as { data?: { generate: { text?: string; number: number; follows: number } } })?.data?.generate,
      )
      .filter((event) => event?.text !== undefined);

    expect(deltas.map((delta) => delta?.text).join('')).toBe(piece.repeat(count));
    expect(deltas.length).toBeLessThan(count / 2);
    let last = 1;
    for (const delta of deltas) {
      expect(delta?.follows).toBe(last);
      last = delta?.number ?? 0;
    }
    await client.close();
  }, 60_000);
});

describe('a server that closes', () => {
  test('closes idle connections, and lets a stream end', async () => {
    server.services.generations.script = () => [{ text: 'Once' }, { waitMs: 300 }, { text: ' more' }];
    const [idle, busy] = await Promise.all([connect(), connect()]);
    busy.subscribe('1', stream, variables);
    await busy.waitFor(({ id }) => id === '1');
    const closing = server.server.close(5_000);

    expect(await idle.closed).toEqual({ code: 1001, reason: 'Going away' });
    expect((await busy.result('1')).at(-1)).toEqual({ id: '1', type: 'complete' });
    expect(await busy.closed).toEqual({ code: 1001, reason: 'Going away' });
    await closing;
    await expect(fetch(server.url)).rejects.toThrow();
  });

  test('cuts off a stream that does not end in time', async () => {
    server.services.generations.script = () => endless;
    const client = await connect();
    client.subscribe('1', stream, variables);
    await client.waitFor(({ id }) => id === '1');
    await server.server.close(100);

    expect(await client.closed).toMatchObject({ code: 1001 });
    await expect.poll(() => server.services.generations.runningCount()).toBe(0);
  });
});
