import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLog } from '../process/log.ts';
import { ProtocolClient } from '../testing/protocol-client.ts';
import { startApp, type TestApp } from '../testing/start-app.ts';

let app: TestApp;
let written = '';

beforeAll(async () => {
  app = await startApp({}, createLog('info', { write: (line) => (written += line) }));
}, 60_000);
afterAll(() => app.close());

const lines = () =>
  written
    .split('\n')
    .filter((line) => line.includes('A generation '))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const prompt = 'a prompt that no log may hold';

test('each generation logs one line, on any endpoint, without prompt, answer and key', async () => {
  const headers = { 'content-type': 'application/json', authorization: app.authorization };
  const post = async (path: string, body: object, requestId: string) => {
    const response = await fetch(app.url + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { ...headers, 'x-request-id': requestId },
    });
    return response.text();
  };
  const input = `{ prompt: "${prompt}", model: "sandbox/sandbox-mini", maxTokens: 8 }`;
  const chat = { model: 'sandbox/sandbox-mini', messages: [{ role: 'user', content: prompt }], max_tokens: 8 };
  await post('/graphql', { query: `mutation { generate(input: ${input}) { id } }` }, 'r1');
  await post('/v1/chat/completions', { ...chat, stream: true }, 'r2');
  await post('/v1/chat/completions', { ...chat, model: 'nothing/of-this-name' }, 'r3');
  await post('/graphql', { query: '{ models { id } }' }, 'r4');
  const client = new ProtocolClient(app.webSocketUrl);
  await new Promise((resolve) => client.socket.once('open', resolve));
  client.send({ type: 'connection_init', payload: { authorization: app.authorization } });
  await client.waitFor(({ type }) => type === 'connection_ack');
  client.subscribe('1', `subscription { generate(input: ${input}) { __typename } }`);
  await client.waitFor(({ type }) => type === 'complete');
  await client.close();

  const ended = { level: 30, workspace: 'default', model: 'sandbox/sandbox-mini', attempts: 1, status: 'COMPLETED' };
  await expect
    .poll(() => lines().filter(({ status }) => status === 'COMPLETED'))
    .toMatchObject([
      { ...ended, requestId: 'r1', endpoint: '/graphql', keyPrefix: null, durationMs: expect.any(Number) },
      { ...ended, requestId: 'r2', endpoint: '/v1/chat/completions', costUsd: expect.any(Number) },
      { ...ended, requestId: expect.any(String), endpoint: '/graphql' },
    ]);
  expect(lines().filter(({ requestId }) => requestId === 'r4')).toEqual([]);
  expect(written).not.toContain(prompt);
  expect(written).not.toContain(app.penstock.adminKey.key);
});
