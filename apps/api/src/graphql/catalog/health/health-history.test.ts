import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HealthHistoryQuery } from '../../../health/read-health-history.ts';
import { accessAs } from '../../../testing/access-as.ts';
import { buildViewer } from '../../../testing/build-viewer.ts';
import { createFakeServices } from '../../../testing/fake-services.ts';
import { authorization, startTestServer, type TestServer } from '../../../testing/start-test-server.ts';

const asked: HealthHistoryQuery[] = [];
let server: TestServer;

beforeEach(async () => {
  asked.length = 0;
  const services = createFakeServices();
  const [provider] = services.catalog().providers;
  if (provider === undefined) throw new Error('The sample catalog has no provider.');
  const at = new Date('2026-06-01T05:00:00Z');
  const probe = { providerId: provider.id, fromMs: +at + 1_000, toMs: +at + 31_000, count: 2 };
  services.readHealthHistory = async (query) => {
    asked.push(query);
    const probes = [{ ...probe, isReachable: false, latencyMs: 4_000.4, message: 'no answer within 4000 ms' }];
    const points = [{ at, calls: 4, failures: 1, averageLatencyMs: 120.6, probes }];
    return { ...query, interval: 'HOUR', providers: [{ provider, points }] };
  };
  const access = accessAs(buildViewer({ workspaceId: 'acme', apiKeyId: 'key-1' }));
  server = await startTestServer({ services, access });
});
afterEach(() => server.close());

async function ask(span: string) {
  const query = `{ healthHistory(${span}) { interval providers { provider { id } points {
    at calls failures averageLatencyMs probes { from to count reachable latencyMs message } } } } }`;
  return post(query);
}

async function post(query: string) {
  const response = await fetch(server.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

test('the history has the calls and probes of each hour, of the workspace of a bound key', async () => {
  const { data } = await ask('from: "2026-06-01T00:00:00Z", to: "2026-06-02T00:00:00Z"');
  expect(data.healthHistory.interval).toBe('HOUR');
  expect(data.healthHistory.providers[0].points).toEqual([
    {
      at: '2026-06-01T05:00:00.000Z',
      calls: 4,
      failures: 1,
      averageLatencyMs: 121,
      probes: [
        {
          from: '2026-06-01T05:00:01.000Z',
          to: '2026-06-01T05:00:31.000Z',
          count: 2,
          reachable: false,
          latencyMs: 4000,
          message: 'no answer within 4000 ms',
        },
      ],
    },
  ]);
  expect(asked[0]?.workspaceId).toBe('acme');
});

test.each([
  ['from: "2026-06-02T00:00:00Z", to: "2026-06-02T00:00:00Z"', 'to must be later than from'],
  ['from: "2026-01-01T00:00:00Z", to: "2026-06-02T00:00:00Z"', 'from may be at most 90 days before to, not 152'],
])('a span %s is refused', async (span, message) => {
  expect((await ask(span)).errors[0].message).toContain(message);
  expect(asked).toEqual([]);
});

test('the history of one provider has only that provider, and is null for an unknown one', async () => {
  const span = 'from: "2026-06-01T00:00:00Z", to: "2026-06-02T00:00:00Z"';
  const [provider] = createFakeServices().catalog().providers;
  const query = `{ known: providerHealth(provider: "${provider?.id}", ${span}) { provider { id } points { calls probes { count } } }
    unknown: providerHealth(provider: "none", ${span}) { points { calls } } }`;
  const { data } = await post(query);
  expect(data).toEqual({
    known: { provider: { id: provider?.id }, points: [{ calls: 4, probes: [{ count: 2 }] }] },
    unknown: null,
  });
});
