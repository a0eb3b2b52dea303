import { afterEach, expect, test } from 'vitest';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';
import { createMetricsEndpoint } from './metrics-endpoint.ts';

let server: TestServer | null = null;
afterEach(() => server?.close());

async function start(key: string | null): Promise<string> {
  const text = { contentType: 'text/plain; version=0.0.4; charset=utf-8', write: async () => 'up 1\n' };
  server = await startTestServer({ more: [createMetricsEndpoint(text, key)] });
  return `${server.url}/metrics`;
}

test('metrics without a key are open', async () => {
  const response = await fetch(await start(null));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await response.text()).toBe('up 1\n');
});

test('metrics with PENSTOCK_METRICS_KEY accept only that key, and no key of the API', async () => {
  const url = await start('scrape-key');
  const statusWith = async (header?: string) =>
    (await fetch(url, header === undefined ? {} : { headers: { authorization: header } })).status;
  expect(await statusWith()).toBe(401);
  expect(await statusWith(authorization)).toBe(401);
  expect(await statusWith('Bearer scrape-ke')).toBe(401);
  expect(await statusWith('Bearer scrape-key')).toBe(200);
});

test('a refusal names the required key', async () => {
  const response = await fetch(await start('scrape-key'));
  expect(response.headers.get('www-authenticate')).toContain('Bearer');
  expect(await response.json()).toEqual({
    error: 'The metrics need the key of PENSTOCK_METRICS_KEY: send it as Authorization: Bearer KEY.',
  });
});
