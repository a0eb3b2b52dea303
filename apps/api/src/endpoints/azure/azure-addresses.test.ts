import { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestPenstock } from '../../testing/start-penstock.ts';
import { startEndpoints } from '../testing/start-endpoints.ts';

let penstock: TestPenstock;
let client: AzureOpenAI;

beforeAll(async () => {
  penstock = await startEndpoints(['well', 'other']);
  client = new AzureOpenAI({
    apiKey: penstock.key,
    endpoint: penstock.url,
    apiVersion: '2024-10-21',
    maxRetries: 0,
  });
}, 60_000);
afterAll(() => penstock.close());

const post = (path: string, body: object) =>
  fetch(penstock.url + path, { method: 'POST', headers: { 'api-key': penstock.key }, body: JSON.stringify(body) });

describe('the addresses of Azure', () => {
  test('serve the client of Azure, also streamed', async () => {
    const messages = [{ role: 'user' as const, content: 'Say "hello there"' }];
    const whole = await client.chat.completions.create({ model: 'well', messages });
    expect(whole.choices[0]?.message.content).toBe('hello there');
    let text = '';
    for await (const chunk of await client.chat.completions.create({ model: 'well', messages, stream: true })) {
      text += chunk.choices[0]?.delta.content ?? '';
    }
    expect(text).toBe('hello there');
  }, 20_000);

  test('take the model from the path, also with its provider', async () => {
    const prompt = 'Say "x"';
    for (const name of ['other', 'tests/other', 'tests%2Fother']) {
      const response = await post(`/openai/deployments/${name}/completions?api-version=2024-10-21`, {
        model: 'no',
        prompt,
      });
      expect(await response.json()).toMatchObject({ model: 'tests/other', choices: [{ text: 'x' }] });
    }
  });

  test('include Responses and the newer base URL', async () => {
    for (const path of ['/openai/v1/responses', '/openai/responses?api-version=preview']) {
      const response = await post(path, { model: 'well', input: 'Say "x"' });
      expect(await response.json()).toMatchObject({ object: 'response', status: 'completed' });
    }
  });

  test('report an unknown path in the form of OpenAI', async () => {
    const response = await post('/openai/deployments/well/images/generations', { prompt: 'a' });
    expect(response.status).toBe(404);
    expect((await response.json()).error.message).toContain('/openai/deployments/NAME/chat/completions');
    expect(
      (await post('/openai/deployments/nothing/chat/completions', { messages: [{ role: 'user', content: 'a' }] }))
        .status,
    ).toBe(404);
  });
});
