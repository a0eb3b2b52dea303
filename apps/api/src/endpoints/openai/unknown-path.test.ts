import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorization, startTestServer, type TestServer } from '../../testing/start-test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

async function ask(path: string, init: RequestInit = { method: 'POST', body: '{"model":"auto"}' }) {
  const response = await fetch(server.url + path, init);
  expect(response.status).toBe(404);
  expect(response.headers.get('x-request-id')).not.toBeNull();
  return (await response.json()) as { type?: string; error: { type: string; message: string } };
}

describe('a wrong base URL', () => {
  test.each(
    ['', '/v1/v1'].flatMap((prefix) =>
      ['/chat/completions', '/embeddings/', '/responses'].map((path) => prefix + path),
    ),
  )('gets the right one, in the form of OpenAI: %s', async (path) => {
    const { error } = await ask(path);
    expect(error).toMatchObject({ type: 'invalid_request_error', code: 'not_found' });
    expect(error.message).toContain(`set the base URL of your client to ${server.url}/v1.`);
  });

  test.each(['/messages', '/v1/v1/messages', '/messages/count_tokens'])(
    'is reported in the form of Anthropic: %s',
    async (path) => {
      const { type, error } = await ask(path);
      expect([type, error.type]).toEqual(['error', 'not_found_error']);
      expect(error.message).toContain(`set the base URL of your client to ${server.url}.`);
    },
  );

  test('is reported for GET, and behind a proxy that ends TLS', async () => {
    expect((await ask('/models/gpt-4o', {})).error.message).toContain(`${server.url}/v1.`);
    const { error } = await ask('/models', { headers: { 'x-forwarded-proto': 'https' } });
    expect(error.message).toContain(`https://${new URL(server.url).host}/v1.`);
  });
});

test('an unknown path under /v1 gets the list of paths', async () => {
  const { error } = await ask('/v1/nothing', { headers: { authorization } });
  expect(error.message).toBe(
    'There is nothing at /v1/nothing; Penstock serves /v1/chat/completions, /v1/completions, /v1/embeddings, /v1/responses, /v1/responses/input_tokens, /v1/models, /v1/messages and /v1/messages/count_tokens.',
  );
});
