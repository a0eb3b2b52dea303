import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateObject, generateText, stepCountIs, streamText, tool } from 'ai';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { TestPenstock } from '../../testing/start-penstock.ts';
import { startEndpoints } from '../testing/start-endpoints.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let penstock: TestPenstock;
let model: ReturnType<typeof createOpenAICompatible>;

beforeAll(async () => {
  penstock = await startEndpoints(['well', 'think-1', 'sim-500', 'sim-cut-5', 'slow-5ms-30tps']);
  model = createOpenAICompatible({
    name: 'penstock',
    baseURL: `${penstock.url}/v1`,
    apiKey: penstock.key,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
}, 60_000);
afterAll(() => penstock.close());

const city = z.object({ name: z.string(), size: z.number() });

const tools = {
  get_weather: tool({
    description: 'The weather of a city.',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city: name }) => ({ city: name, degrees: 21 }),
  }),
};

describe('the AI SDK', () => {
  test('streams text, with usage and reasoning', async () => {
    const result = streamText({ model: model('think-1'), prompt: 'Say "one two three four"' });
    let text = '';
    for await (const piece of result.textStream) text += piece;
    expect(text).toBe('one two three four');
    expect(await result.finishReason).toBe('stop');
    expect((await result.reasoningText)?.length).toBeGreaterThan(5);
    expect((await result.totalUsage).outputTokens).toBeGreaterThan(3);
  });

  test('generates text with tools over two turns', async () => {
    const { text, steps } = await generateText({
      model: model('auto'),
      tools,
      stopWhen: stepCountIs(3),
      prompt: 'What is the weather in Paris and in Rome?',
    });
    expect(steps[0]?.toolResults.map(({ output }) => output)).toEqual([
      { city: 'Paris', degrees: 21 },
      { city: 'Rome', degrees: 21 },
    ]);
    expect(steps).toHaveLength(2);
    expect(text).toMatch(/21/);
  });

  test('streams text with tools over two turns', async () => {
    const result = streamText({
      model: model('well'),
      tools,
      stopWhen: stepCountIs(3),
      prompt: 'What is the weather in Paris?',
    });
    let text = '';
    for await (const piece of result.textStream) text += piece;
    expect((await result.steps)[0]?.toolCalls).toMatchObject([{ toolName: 'get_weather', input: { city: 'Paris' } }]);
    expect(text).toMatch(/21/);
  });

  test('generates an object by a schema', async () => {
    const { object } = await generateObject({ model: model('well'), schema: city, prompt: 'Describe a city.' });
    expect(city.parse(object)).toEqual(object);
  });

  test('sends images', async () => {
    const { text } = await generateText({
      model: model('well'),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What does this image show?' },
            { type: 'file', data: Buffer.from(png, 'base64'), mediaType: 'image/png' },
          ],
        },
      ],
    });
    expect(text).toMatch(/image/i);
    expect(JSON.stringify(penstock.simulator.requests().at(-1)?.body)).toContain(png);
  });

  test('reads errors before and during a stream', async () => {
    const refused = generateText({ model: model('wel'), prompt: 'hi', maxRetries: 0 });
    await expect(refused).rejects.toSatisfy((error) => APICallError.isInstance(error) && error.statusCode === 404);
    const onError = vi.fn();
    const alone = { penstock: { enable_fallback: false } };
    const prompt = 'Say "a b c d e f g h"';
    const result = streamText({ model: model('sim-cut-5'), prompt, providerOptions: alone, maxRetries: 0, onError });
    let text = '';
    for await (const piece of result.textStream) text += piece;
    expect('a b c d e f g h'.startsWith(text)).toBe(true);
    expect(text).not.toBe('a b c d e f g h');
    expect(
      JSON.stringify(onError.mock.calls[0]?.[0], (_, value) => (value instanceof Error ? value.message : value)),
    ).toContain('broke off');
  });

  test('ends the upstream call when it aborts', async () => {
    const controller = new AbortController();
    const { textStream } = streamText({
      model: model('slow-5ms-30tps'),
      prompt: 'Write 1000 tokens.',
      abortSignal: controller.signal,
    });
    for await (const _ of textStream) controller.abort();
    await vi.waitFor(() => expect(penstock.simulator.requests().at(-1)?.state).toBe('aborted'));
  });
});
