import { ApolloClient, gql, InMemoryCache } from '@apollo/client/core';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createPenstock, type GenerationEvent } from '@penstock/client';
import type { Simulator } from '@penstock/simulator';
import { subscriptionExchange, Client as UrqlClient } from '@urql/core';
import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import WebSocket from 'ws';
import { type CuttingProxy, startCuttingProxy } from '../testing/cutting-proxy.ts';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import { readGeneration } from './read-generation.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
const prompt = `Repeat after me: "${words}"`;
const long = `Repeat after me: "${words} ${words} ${words} ${words}"`;
const readerGraceMs = 1_500;

function policy(simulator: Simulator): string {
  return `providers:
  sim: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key }
models:
  sim: { gpt-4o: { context_window: 32768, max_output_tokens: 4096, price: { input_per_mtok: 10, output_per_mtok: 100 } } }
cost_controls: { daily_budget: 1000 }
`;
}

const document = `subscription ($input: GenerateInput!) {
  generate(input: $input) {
    __typename
    ... on NumberedEvent { generationId }
    ... on TextDelta { text }
    ... on GenerationCompleted { generation { text } }
  }
}`;

type Event = { __typename: string; generationId: string; text?: string; generation?: { text: string } };

let penstock: TestPenstock;
let proxy: CuttingProxy;
beforeAll(async () => {
  penstock = await startPenstock({
    policy,
    simulators: [{ pace: { firstTokenMs: 20, tokensPerSecond: 60 } }],
    environment: { PENSTOCK_READER_GRACE_MS: String(readerGraceMs) },
  });
});
afterAll(() => penstock.close());
beforeEach(async () => {
  proxy = await startCuttingProxy(penstock.url);
  penstock.simulator.clear();
});
afterEach(() => proxy.close());

/** Checks for one call of the model, one generation, and one charge. */
async function expectPaidOnce(generationId: string): Promise<void> {
  expect(penstock.simulator.requests().map(({ state }) => state)).toEqual(['answered']);
  expect((await readGeneration(penstock, generationId)).status).toBe('COMPLETED');
  const charges = await penstock.services.prisma.modelUsage.count({ where: { generationId } });
  expect(charges).toBe(1);
}

/**
 * The options that common clients need: a clientId, retries after every loss, and a text that starts over with the
 * generation.
 */
const socketOptions = () => ({
  url: `${proxy.url.replace('http', 'ws')}/graphql`,
  webSocketImpl: WebSocket,
  connectionParams: { authorization: penstock.authorization },
  shouldRetry: () => true,
  retryWait: () => new Promise<void>((resolve) => setTimeout(resolve, 50)),
});

/** The text as a reader shows it. It starts over when the generation is sent again. */
class Shown {
  text = '';
  starts = 0;
  generationId = '';

  add(event: Event): void {
    this.generationId = event.generationId;
    if (event.__typename === 'GenerationStarted') {
      this.text = '';
      this.starts++;
    }
    this.text += event.text ?? '';
  }
}

let nextName = 0;
const named = () => ({ prompt, clientId: `lost-sockets-${nextName++}` });

describe('a subscription whose socket is cut in the middle', () => {
  it('continues with graphql-ws: one generation, one payment, the text once', async () => {
    proxy.cutAfterEvents(20);
    const client = createClient(socketOptions());
    const shown = new Shown();
    const answers = client.iterate<{ generate: Event }>({ query: document, variables: { input: named() } });
    for await (const { data } of answers) if (data != null) shown.add(data.generate);
    expect([shown.text, shown.starts, proxy.connectionCount()]).toEqual([words, 2, 2]);
    await expectPaidOnce(shown.generationId);
  });

  it('continues with urql', async () => {
    proxy.cutAfterEvents(20);
    const socket = createClient(socketOptions());
    const client = new UrqlClient({
      url: `${proxy.url}/graphql`,
      preferGetMethod: false,
      exchanges: [
        subscriptionExchange({
          forwardSubscription: ({ query = '', variables }) => ({
            subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink as never) }),
          }),
        }),
      ],
    });
    const shown = new Shown();
    await new Promise<void>((resolve, reject) => {
      client.subscription<{ generate: Event }>(document, { input: named() }).subscribe(({ data, error }) => {
        if (error !== undefined) reject(error);
        if (data === undefined) return;
        shown.add(data.generate);
        if (data.generate.__typename === 'GenerationCompleted') resolve();
      });
    });
    expect([shown.text, shown.starts]).toEqual([words, 2]);
    await expectPaidOnce(shown.generationId);
  });

  it('continues with Apollo Client', async () => {
    proxy.cutAfterEvents(20);
    const link = new GraphQLWsLink(createClient(socketOptions()));
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const shown = new Shown();
    await new Promise<void>((resolve, reject) => {
      const query = gql(document);
      client
        .subscribe<{ generate: Event }>({ query, variables: { input: named() }, fetchPolicy: 'no-cache' })
        .subscribe({
          next: ({ data }) => data != null && shown.add(data.generate),
          error: reject,
          complete: resolve,
        });
    });
    expect([shown.text, shown.starts]).toEqual([words, 2]);
    await expectPaidOnce(shown.generationId);
  });
});

describe('@penstock/client', () => {
  const connect = (key = penstock.key) => createPenstock({ url: proxy.url, key, webSocketImpl: WebSocket });

  it('delivers each event once, in order, even if the socket is cut repeatedly', async () => {
    const client = connect();
    const interruptions: boolean[] = [];
    const onInterruption = (isLost: boolean): void => void interruptions.push(isLost);
    const events: GenerationEvent[] = [];
    for await (const event of client.generate({ prompt }, { onInterruption })) {
      events.push(event);
      if ([5, 20, 35].includes(events.length)) proxy.cut();
    }
    expect(events.map(({ follows }) => follows)).toEqual([0, ...events.slice(0, -1).map(({ number }) => number)]);
    expect(events.map((event) => (event.type === 'TextDelta' ? event.text : '')).join('')).toBe(words);
    expect(events.filter(({ type }) => type === 'GenerationStarted')).toHaveLength(1);
    expect(interruptions).toEqual([true, false, true, false, true, false]);
    expect(proxy.connectionCount()).toBe(4);
    await expectPaidOnce(events[0]?.generationId ?? '');
    await client.close();
  });

  it('reconnects within 10 s if the network drops all packets without closing', async () => {
    const client = connect();
    let text = '';
    let swallowedAtMs = 0;
    let backAtMs = 0;
    for await (const event of client.generate({ prompt: long, detached: true })) {
      if (event.type === 'TextDelta') text += event.text;
      if (swallowedAtMs !== 0) backAtMs ||= performance.now();
      if (event.number !== 5) continue;
      swallowedAtMs = performance.now();
      proxy.swallow(true);
      setTimeout(() => proxy.swallow(false), 1_000);
    }
    expect(text).toBe(`${words} ${words} ${words} ${words}`);
    expect(backAtMs - swallowedAtMs).toBeLessThan(10_000);
    await client.close();
  });

  it('attaches to a running generation by its number', async () => {
    const client = connect();
    const first = client.generate({ prompt });
    const [started, delta] = [(await first.next()).value, (await first.next()).value];
    const rest: GenerationEvent[] = [];
    for await (const event of client.attach(started?.generationId ?? '', { after: delta?.number ?? 0 }))
      rest.push(event);
    const said = [delta, ...rest].map((event) => (event?.type === 'TextDelta' ? event.text : '')).join('');
    expect([said, rest[0]?.follows]).toEqual([words, delta?.number]);
    await first.return?.();
    await client.close();
  });

  it('stops immediately when its signal is aborted, and throws the reason', async () => {
    const client = connect();
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      for await (const event of client.generate({ prompt }, { signal: controller.signal })) {
        if (event.number === 5) controller.abort(new Error('enough'));
      }
    };
    await expect(read()).rejects.toThrow('enough');
    await vi.waitFor(() => expect(penstock.simulator.openStreams()).toBe(0), readerGraceMs - 500);
    expect(penstock.simulator.requests()).toMatchObject([{ state: 'aborted' }]);
    await client.close();
  });

  it('stops immediately when it is cancelled, and reports it', async () => {
    const client = connect();
    const events = client.generate({ prompt });
    const { generationId } = (await events.next()).value as GenerationEvent;
    await client.cancel(generationId);
    await expect(Array.fromAsync(events)).rejects.toMatchObject({ code: 'CANCELLED', generationId });
    await client.close();
  });

  it.each([
    ['a wrong key', () => 'wrong', { code: 'UNAUTHENTICATED' }],
    ['a wrong input', undefined, { code: 'BAD_USER_INPUT', message: expect.stringContaining('input.temperature') }],
  ])('fails with its code, without a retry: %s', async (_, key, error) => {
    const client = connect(key?.());
    await expect(client.generate({ prompt, temperature: 9 }).next()).rejects.toMatchObject(error);
    expect(proxy.connectionCount()).toBe(1);
    await client.close();
  });

  it('reports an unreachable address', async () => {
    const client = createPenstock({ url: 'http://127.0.0.1:9', key: 'key', webSocketImpl: WebSocket });
    await expect(client.generate({ prompt }).next()).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });
});

describe('the service', () => {
  it('waits for a lost reader, then stops the upstream', async () => {
    const client = createClient({ ...socketOptions(), retryAttempts: 0 });
    let count = 0;
    const read = async (): Promise<void> => {
      for await (const _ of client.iterate({ query: document, variables: { input: { prompt: long } } })) {
        count++;
        if (count === 5) proxy.cut();
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 1006 });
    const lostAtMs = performance.now();
    await vi.waitFor(() => expect(penstock.simulator.openStreams()).toBe(0), 10_000);
    expect(performance.now() - lostAtMs).toBeGreaterThan(readerGraceMs - 100);
    expect(penstock.simulator.requests()).toMatchObject([{ state: 'aborted' }]);
  });

  it('accepts a stop from a client whose lost socket is not detected yet', async () => {
    const input = named();
    const silent = createClient(socketOptions());
    const events = silent.iterate({ query: document, variables: { input } });
    await events.next();
    proxy.swallow(true);
    const direct = createClient({ ...socketOptions(), url: `${penstock.url.replace('http', 'ws')}/graphql` });
    const again = direct.iterate({ query: document, variables: { input } });
    await again.next();
    await again.return?.();
    await vi.waitFor(() => expect(penstock.simulator.openStreams()).toBe(0), 1_000);
    expect(penstock.simulator.requests()).toMatchObject([{ state: 'aborted' }]);
  });

  it('answers a repeated mutation with the generation that the first has started', async () => {
    const input = named();
    const send = (signal?: AbortSignal) =>
      fetch(`${penstock.url}/graphql`, {
        method: 'POST',
        headers: { authorization: penstock.authorization, 'content-type': 'application/json' },
        body: JSON.stringify({
          query: 'mutation ($input: GenerateInput!) { generate(input: $input) { id text } }',
          variables: { input },
        }),
        ...(signal !== undefined && { signal }),
      });
    const broken = new AbortController();
    const first = send(broken.signal);
    await vi.waitFor(() => expect(penstock.simulator.openStreams()).toBe(1));
    broken.abort();
    await expect(first).rejects.toThrow();
    const { data } = (await (await send()).json()) as { data: { generate: { id: string; text: string } } };
    expect(data.generate.text).toBe(words);
    await expectPaidOnce(data.generate.id);
  });

  it('closes with 4401 for a wrong key, so that graphql-ws does not retry', async () => {
    const { connectionParams: _, ...options } = socketOptions();
    for (const connectionParams of [{ authorization: 'Bearer wrong' }, undefined]) {
      const client = createClient({ ...options, ...(connectionParams && { connectionParams }) });
      const before = proxy.connectionCount();
      await expect(client.iterate({ query: document, variables: { input: { prompt } } }).next()).rejects.toMatchObject({
        code: 4401,
      });
      expect(proxy.connectionCount() - before).toBe(1);
    }
  });
});
