import Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { TestPenstock } from '../../testing/start-penstock.ts';
import { dialectNames, startMessages } from './testing/start-messages.ts';

let penstock: TestPenstock;
let client: Anthropic;

beforeAll(async () => {
  penstock = await startMessages(['well']);
  client = new Anthropic({ apiKey: penstock.key, baseURL: penstock.url, maxRetries: 0 });
}, 60_000);
afterAll(() => penstock.close());

/** A name that is too long for most providers. */
const name = 'get_the_weather_of_a_city_by_a_name_that_is_too_long_for_most_of_the_providers';
const messages: Anthropic.Beta.BetaMessageParam[] = [
  { role: 'user', content: 'What is the weather in Paris and in Rome?' },
];

test.each(dialectNames.flatMap((dialect) => [false, true].map((stream) => [dialect, stream] as const)))(
  'its tool runner, which requests a thread first, runs tools of %s to the end (streamed: %s)',
  async (dialect, stream) => {
    const asked: string[] = [];
    const tool = betaZodTool({
      name,
      description: 'The weather of a city.',
      inputSchema: z.object({ city: z.string() }),
      run: ({ city }) => {
        asked.push(city);
        return `It is 20 degrees in ${city}.`;
      },
    });
    const body = { model: `x-${dialect}/well`, max_tokens: 500, messages, tools: [tool] };
    const runner = stream
      ? client.beta.messages.toolRunner({ ...body, stream: true })
      : client.beta.messages.toolRunner(body);
    const answer = await runner.runUntilDone();
    expect(asked).toEqual(['Paris', 'Rome']);
    expect(answer.stop_reason).not.toBe('tool_use');
    expect(JSON.stringify(answer.content)).toMatch(/20 degrees in Paris.*20 degrees in Rome/);
  },
);

test('a thread is refused with an error that its clients know', async () => {
  const thread = client.beta.messages.thread({ model: 'x-openai/well', max_tokens: 100 });
  const error = { error: { details: { error_code: 'thread_unsupported_request', unsupported: ['thread'] } } };
  await expect(thread.send({ role: 'user', content: 'Hi' })).rejects.toMatchObject({ status: 400, error });
});

test('an unknown path gets an error in its own form', async () => {
  const missing = { status: 404, error: { type: 'error', error: { type: 'not_found_error' } } };
  await expect(client.beta.files.list()).rejects.toMatchObject(missing);
  await expect(client.messages.batches.list()).rejects.toMatchObject(missing);
});
