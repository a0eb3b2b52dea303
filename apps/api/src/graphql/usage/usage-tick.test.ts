import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import type { Viewer } from '../../access/viewer.ts';
import { accessAs } from '../../testing/access-as.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';
import { noFigures } from '../../usage/usage-figures.ts';
import type { UsageSnapshot } from '../../usage/usage-watch.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
  server.services.usageWatch.set(today(1, '0.1'));
});
afterEach(() => server.close());

const midnight = Date.parse('2026-06-01T00:00:00Z');
const query = `subscription ($workspace: ID) { usage(workspace: $workspace) {
  snapshot day settled { calls costUsd } today { calls totalTokens costUsd }
  models { model settled { calls } today { costUsd } } } }`;

function today(calls: number, costUsd: string): UsageSnapshot {
  const figures = { ...noFigures, calls, inputTokens: 3_000_000_000 * calls, costUsd };
  return { todayMs: midnight, days: [{ dayMs: midnight, modelId: 'a/1', figures }] };
}

function connect() {
  return createClient({ url: server.webSocketUrl, webSocketImpl: WebSocket, connectionParams: { authorization } });
}

describe('the subscription to usage', () => {
  test('sends the figures of today, then newly settled calls, and ends when the reader leaves', async () => {
    const { usageWatch } = server.services;
    const client = connect();
    const ticks = client.iterate({ query, variables: { workspace: 'blue' } });
    expect((await ticks.next()).value?.data?.usage).toEqual({
      snapshot: true,
      day: '2026-06-01T00:00:00.000Z',
      settled: { calls: 0, costUsd: '0' },
      today: { calls: 1, totalTokens: 3_000_000_000, costUsd: '0.1' },
      models: [{ model: 'a/1', settled: { calls: 0 }, today: { costUsd: '0.1' } }],
    });
    usageWatch.set(today(3, '0.300000000001'));
    expect((await ticks.next()).value?.data?.usage).toMatchObject({
      snapshot: false,
      settled: { calls: 2, costUsd: '0.200000000001' },
      today: { calls: 3, costUsd: '0.300000000001' },
      models: [{ settled: { calls: 2 } }],
    });
    expect(usageWatch.asked).toEqual(['blue']);
    await ticks.return?.();
    await vi.waitFor(() => expect(usageWatch.listenerCount).toBe(0));
    await client.dispose();
  });

  test('covers all workspaces if none is named, and ends with its socket', async () => {
    const { usageWatch } = server.services;
    const client = connect();
    await client.iterate({ query }).next();
    expect(usageWatch.asked).toEqual([null]);
    expect(usageWatch.listenerCount).toBe(1);
    await client.dispose();
    await vi.waitFor(() => expect(usageWatch.listenerCount).toBe(0));
  });

  test('is limited to the workspace of a bound key', async () => {
    const bound: Viewer = buildViewer({ workspaceId: 'acme', apiKeyId: 'key-1' });
    const held = await startTestServer({ access: accessAs(bound) });
    const client = createClient({
      url: held.webSocketUrl,
      webSocketImpl: WebSocket,
      connectionParams: { authorization },
    });
    await client.iterate({ query, variables: { workspace: 'acme' } }).next();
    await client.iterate({ query }).next();
    expect(held.services.usageWatch.asked).toEqual(['acme', 'acme']);
    const foreign = await client.iterate({ query, variables: { workspace: 'blue' } }).next();
    expect(foreign.value?.errors?.[0]).toMatchObject({ message: "There is no workspace 'blue'." });
    await client.dispose();
    await held.close();
  });

  test('is sent as server-sent events too, and ends when their reader leaves', async () => {
    const { usageWatch } = server.services;
    const left = new AbortController();
    const response = await fetch(server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization },
      body: JSON.stringify({ query }),
      signal: left.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const readUntil = async (wanted: string) => {
      while (!text.includes(wanted)) text += (await reader?.read())?.value ?? '';
    };
    await readUntil('"snapshot":true');
    usageWatch.set(today(2, '0.2'));
    await readUntil('"settled":{"calls":1,"costUsd":"0.1"}');
    left.abort();
    await vi.waitFor(() => expect(usageWatch.listenerCount).toBe(0));
  });
});
