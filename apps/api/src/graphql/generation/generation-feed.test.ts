import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { accessAs } from '../../testing/access-as.ts';
import { buildViewer } from '../../testing/build-viewer.ts';
import { sampleGeneration, sampleRequest } from '../../testing/sample-generation.ts';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

const query = `subscription ($filter: GenerationFilter) { generations(filter: $filter) {
  type generation { status workspaceId text } } }`;

function connect() {
  return createClient({ url: server.webSocketUrl, webSocketImpl: WebSocket, connectionParams: { authorization } });
}

const of = (workspaceId: string, text: string) =>
  sampleGeneration({
    text,
    request: sampleRequest({ workspaceId, executionId: null, taskType: null, metadata: null }),
  });

describe('the subscription to generations', () => {
  test('sends each start and each end that match the filter', async () => {
    const { feed } = server.services.generations;
    const client = connect();
    const events = client.iterate({ query, variables: { filter: { workspaceId: 'default' } } });
    const first = events.next();
    await vi.waitFor(() => expect(feed.readerCount).toBe(1));
    feed.publish('started', () => of('other', 'a'));
    feed.publish('started', () => of('default', 'b'));
    feed.publish('ended', () => of('default', 'c'));
    expect((await first).value?.data?.generations).toEqual({
      type: 'STARTED',
      generation: { status: 'COMPLETED', workspaceId: 'default', text: 'b' },
    });
    expect((await events.next()).value?.data?.generations).toMatchObject({ type: 'ENDED', generation: { text: 'c' } });
    await events.return?.();
    await vi.waitFor(() => expect(feed.readerCount).toBe(0));
    await client.dispose();
  });

  test('sends the events of other replicas, without content', async () => {
    const { generations } = server.services;
    const client = connect();
    const events = client.iterate({
      query:
        'subscription { generations { type generation { hasContent text request plan { strategy } attemptCount } } }',
    });
    const first = events.next();
    await vi.waitFor(() => expect(generations.feed.readerCount).toBe(1));
    generations.tellElsewhere({ type: 'ended', generation: of('default', ''), isElsewhere: true });
    const { plan, attempts } = sampleGeneration();
    expect((await first).value?.data?.generations).toEqual({
      type: 'ENDED',
      generation: {
        hasContent: false,
        text: '',
        request: null,
        plan: { strategy: plan.strategy.toUpperCase() },
        attemptCount: attempts.length,
      },
    });
    await client.dispose();
  });

  test('is limited to the workspace of the key', async () => {
    await server.close();
    server = await startTestServer({ access: accessAs(buildViewer({ role: 'VIEWER', workspaceId: 'default' })) });
    const { feed } = server.services.generations;
    const client = connect();
    const refused = client.iterate({ query, variables: { filter: { workspaceId: 'other' } } });
    expect((await refused.next()).value?.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
    const events = client.iterate({ query });
    const first = events.next();
    await vi.waitFor(() => expect(feed.readerCount).toBe(1));
    feed.publish('ended', () => of('other', 'a'));
    feed.publish('ended', () => of('default', 'b'));
    expect((await first).value?.data?.generations).toMatchObject({ generation: { text: 'b' } });
    await client.dispose();
  });
});
