import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type ScriptedApi, startScriptedApi } from '../testing/start-scripted-api.ts';
import { createGraphqlClient, type GraphqlClient } from './create-graphql-client.ts';
import { describeError } from './describe-error.ts';
import { graphql } from './graphql.ts';
import { retryAfterMs } from './retry-when-online.ts';

const ViewerQuery = graphql('query Viewer { viewer { role } }');
const HealthSubscription = graphql('subscription Health { health { snapshot } }');

let api: ScriptedApi;
let client: GraphqlClient | undefined;
let viewerCalls: number;

beforeEach(async () => {
  viewerCalls = 0;
  api = await startScriptedApi({
    viewer() {
      viewerCalls += 1;
      return { role: 'ADMIN' };
    },
    async *health() {
      yield { health: { snapshot: true, models: [] } };
      await new Promise(() => {});
    },
  });
});

afterEach(async () => {
  client?.close();
  await api.close();
});

function connect(onRefusal = () => {}): GraphqlClient {
  client = createGraphqlClient({ address: api.address, onRefusal });
  return client;
}

test('a query is answered over HTTP', async () => {
  const { data } = await connect().urql.query(ViewerQuery, {}).toPromise();
  expect(data?.viewer.role).toBe('ADMIN');
});

test('a refused session is reported, over HTTP and over the socket', async () => {
  api.setSignedIn(false);
  const onRefusal = vi.fn();
  const { urql } = connect(onRefusal);
  await urql.query(ViewerQuery, {}).toPromise();
  expect(onRefusal).toHaveBeenCalledTimes(1);

  urql.subscription(HealthSubscription, {}).subscribe(() => {});
  await vi.waitFor(() => expect(onRefusal).toHaveBeenCalledTimes(2));
});

test('a live subscription resumes after a broken connection, and the connection shows its state', async () => {
  const { urql, connection } = connect();
  const events = vi.fn();
  expect(connection.read()).toBe('connecting');
  urql.subscription(HealthSubscription, {}).subscribe(events);
  await vi.waitFor(() => expect(events).toHaveBeenCalledTimes(1));
  expect(connection.read()).toBe('online');

  api.dropSockets();
  await vi.waitFor(() => expect(connection.read()).toBe('offline'));
  await vi.waitFor(() => expect(events).toHaveBeenCalledTimes(2), { timeout: 3_000 });
  expect(connection.read()).toBe('online');
});

test.each([1011, 4500])('a live subscription resumes after the socket was closed with %s', async (code) => {
  const { urql, connection } = connect();
  const events = vi.fn();
  const { unsubscribe } = urql.subscription(HealthSubscription, {}).subscribe(events);
  await vi.waitFor(() => expect(events).toHaveBeenCalledTimes(1));
  api.dropSockets(code);
  await vi.waitFor(() => expect(connection.read()).toBe('offline'));
  await vi.waitFor(() => expect(events).toHaveBeenCalledTimes(2), { timeout: 6_000 });
  expect(events.mock.lastCall?.[0].error).toBeUndefined();
  expect(connection.read()).toBe('online');
  unsubscribe();
});

test('a query that failed because of the network is repeated after the reconnection', async () => {
  let isNetworkUp = false;
  const { fetch: realFetch } = globalThis;
  vi.stubGlobal('fetch', (...args: Parameters<typeof fetch>) =>
    isNetworkUp ? realFetch(...args) : Promise.reject(new TypeError('network')),
  );
  const { urql, connection } = connect();
  const results = vi.fn();
  urql.query(ViewerQuery, {}).subscribe(results);
  await vi.waitFor(() => expect(results.mock.lastCall?.[0].error?.networkError).toBeDefined());

  isNetworkUp = true;
  connection.set('offline');
  connection.set('online');
  await vi.waitFor(() => expect(results.mock.lastCall?.[0].data?.viewer.role).toBe('ADMIN'));
  expect(viewerCalls).toBe(1);

  connection.set('offline');
  connection.set('online');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(viewerCalls).toBe(1);
  vi.unstubAllGlobals();
});

test('a query that a proxy answered for the API is repeated, although the connection stayed up', async () => {
  const { fetch: realFetch } = globalThis;
  const body = JSON.stringify({ errors: [{ message: 'The API does not answer.', extensions: { code: 'INTERNAL' } }] });
  const headers = { 'content-type': 'application/json' };
  let refusals = 0;
  vi.stubGlobal('fetch', (...args: Parameters<typeof fetch>) => {
    refusals += 1;
    return refusals > 2 ? realFetch(...args) : Promise.resolve(new Response(body, { status: 502, headers }));
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const { urql } = connect();
  const results = vi.fn();
  urql.query(ViewerQuery, {}).subscribe(results);
  for (const count of [1, 2]) {
    await vi.waitFor(() => expect(results).toHaveBeenCalledTimes(count));
    expect(describeError(results.mock.lastCall?.[0].error)).toMatchObject({
      code: 'NETWORK',
      message: 'The API does not answer.',
    });
    await vi.advanceTimersByTimeAsync(retryAfterMs);
  }
  await vi.waitFor(() => expect(results.mock.lastCall?.[0].data?.viewer.role).toBe('ADMIN'));
});
