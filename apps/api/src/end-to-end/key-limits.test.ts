import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPenstock, type TestPenstock } from '../testing/start-penstock.ts';
import type { GraphqlResult } from '../testing/start-test-server.ts';

let service: TestPenstock;

beforeAll(async () => {
  service = await startPenstock({
    simulators: [{ pace: { firstTokenMs: 100, tokensPerSecond: 0 } }],
    policy: (simulator) => `
providers: { acme: { dialect: openai, base_url: "${simulator?.baseUrl('openai')}", api_key: x } }
models: { acme: { m: { context_window: 100000, max_output_tokens: 1000, price: { input_per_mtok: 1, output_per_mtok: 1 } } } }
routing_rules: { default_model: acme/m }`,
  });
}, 60_000);
afterAll(() => service.close());

async function ask(key: string, query: string, variables: Record<string, unknown> = {}): Promise<GraphqlResult> {
  const response = await fetch(`${service.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as GraphqlResult;
}

async function keyWith(limits: Record<string, number>): Promise<string> {
  const create = 'mutation ($input: ApiKeyInput!) { createApiKey(input: $input) { secret } }';
  const made = await ask(service.key, create, { input: { name: 'limited', role: 'MEMBER', ...limits } });
  expect(made.errors).toBeUndefined();
  return made.data.createApiKey.secret;
}

const generate = (key: string, maxTokens = 10) =>
  ask(key, 'mutation ($input: GenerateInput!) { generate(input: $input) { usage { totalTokens } } }', {
    input: { prompt: 'Answer in one word.', maxTokens },
  });

const chat = (key: string, body: Record<string, unknown> = {}) =>
  fetch(`${service.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ model: 'acme/m', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }], ...body }),
  });

/** Runs `count` calls with `clients` at the same time. */
async function runAll<Result>(count: number, clients: number, call: (n: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < count) results.push(await call(next++));
  };
  await Promise.all(Array.from({ length: clients }, client));
  return results;
}

describe('the limits of a key', () => {
  it('let 100 requests a minute pass of 300 that 20 clients send, over GraphQL and /v1 together', async () => {
    const key = await keyWith({ requestsPerMinute: 100 });
    const beganAt = performance.now();
    const admitted = await runAll(300, 20, async (n) => {
      if (n % 2 === 0) return (await generate(key)).errors === undefined;
      const response = await chat(key, { stream: n % 4 === 1 });
      await response.text();
      return response.status === 200;
    });
    // The bucket is refilled during the test.
    const refilled = Math.ceil(((performance.now() - beganAt) / 60_000) * 100);
    const count = admitted.filter(Boolean).length;
    expect(count).toBeGreaterThanOrEqual(100);
    expect(count).toBeLessThanOrEqual(100 + refilled);
  }, 60_000);

  it('count the used tokens, not the estimated tokens', async () => {
    const key = await keyWith({ tokensPerMinute: 600 });
    const beganAt = performance.now();
    const results = await runAll(60, 1, () => generate(key, 100));
    const refilled = ((performance.now() - beganAt) / 60_000) * 600;
    const used = results.reduce((sum, { data }) => sum + (data?.generate?.usage.totalTokens ?? 0), 0);
    const refused = results.filter(({ errors }) => errors !== undefined);
    expect(refused[0]?.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', limit: 'tokensPerMinute' });
    // A request is admitted as long as its estimate of 120 tokens fits.
    expect(used).toBeGreaterThan(600 - 120);
    expect(used).toBeLessThan(600 + refilled + 120);
  }, 60_000);

  it('limit the number of running generations exactly', async () => {
    const key = await keyWith({ concurrency: 3 });
    const results = await Promise.all(Array.from({ length: 20 }, () => chat(key, { stream: true })));
    expect(results.filter(({ status }) => status === 200)).toHaveLength(3);
    await Promise.all(results.map((response) => response.text()));
    expect((await chat(key)).status).toBe(200);
  }, 60_000);

  it('have the headers and errors of OpenAI', async () => {
    const key = await keyWith({ requestsPerMinute: 2, tokensPerMinute: 1_000 });
    const first = await chat(key);
    expect(first.headers.get('x-ratelimit-limit-requests')).toBe('2');
    expect(first.headers.get('x-ratelimit-remaining-requests')).toBe('1');
    expect(first.headers.get('x-ratelimit-reset-requests')).toMatch(/^(30|29)s$/);
    expect(first.headers.get('x-ratelimit-limit-tokens')).toBe('1000');
    expect(Number(first.headers.get('x-ratelimit-remaining-tokens'))).toBeLessThan(1_000);
    await chat(key);
    const refused = await chat(key);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(29);
    expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    expect(await refused.json()).toMatchObject({
      error: { type: 'rate_limit_error', code: 'rate_limit_exceeded', message: expect.stringContaining('2 requests') },
    });
    const { errors } = await generate(key);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
  });

  it('add no header for a key without limits', async () => {
    const response = await chat(service.key);
    expect([...response.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  });
});
