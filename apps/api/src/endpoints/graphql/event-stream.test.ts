import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const query = `subscription { generate(input: {prompt: "x"}) { __typename ... on TextDelta { text } } }`;

function open(signal?: AbortSignal): Promise<Response> {
  return fetch(server.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization },
    body: JSON.stringify({ query }),
    signal,
  });
}

describe('server-sent events', () => {
  test('send a generation in the form of the GraphQL over SSE protocol', async () => {
    server.services.generations.script = () => [{ text: 'Hello' }];
    const response = await open();

    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await response.text()).toBe(
      [
        ':\n\n',
        'event: next\ndata: {"data":{"generate":{"__typename":"GenerationStarted"}}}\n\n',
        'event: next\ndata: {"data":{"generate":{"__typename":"TextDelta","text":"Hello"}}}\n\n',
        'event: next\ndata: {"data":{"generate":{"__typename":"GenerationCompleted"}}}\n\n',
        'event: complete\ndata:\n\n',
      ].join(''),
    );
  });

  test('end the generation within 100 ms when their reader leaves', { retry: 3 }, async () => {
    const { generations } = server.services;
    generations.abortedAt.length = 0;
    generations.script = () => [{ text: 'Once' }, { waitMs: 600_000 }];
    const left = new AbortController();
    const response = await open(left.signal);
    const reader = response.body?.getReader();
    await reader?.read();
    await expect.poll(() => generations.readerCount()).toBe(1);
    const leftAt = Date.now();
    left.abort();

    await expect.poll(() => generations.abortedAt.length, { interval: 5 }).toBe(1);
    expect((generations.abortedAt[0] ?? 0) - leftAt).toBeLessThan(100);
    expect(generations.readerCount()).toBe(0);
  });

  test('answer an operation that cannot begin like any other request', async () => {
    const response = await fetch(server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization },
      body: '{"query":"subscription { nothing }"}',
    });
    expect(await response.text()).toContain('"code":"BAD_USER_INPUT"');
  });

  test('are refused without a key', async () => {
    const response = await fetch(server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query }),
    });
    expect(response.status).toBe(401);
  });
});
