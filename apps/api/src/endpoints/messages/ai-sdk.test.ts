import { type AnthropicLanguageModelOptions, createAnthropic } from '@ai-sdk/anthropic';
import { APICallError, generateObject, generateText, stepCountIs, streamText, tool } from 'ai';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { TestPenstock } from '../../testing/start-penstock.ts';
import { dialectNames, startMessages } from './testing/start-messages.ts';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let penstock: TestPenstock;
let anthropic: ReturnType<typeof createAnthropic>;

beforeAll(async () => {
  penstock = await startMessages(['well', 'think-1', 'sim-cut-5', 'slow-5ms-30tps']);
  anthropic = createAnthropic({ baseURL: `${penstock.url}/v1`, apiKey: penstock.key });
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
const thinking = { thinking: { type: 'enabled', budgetTokens: 1024 } } satisfies AnthropicLanguageModelOptions;

describe.each(dialectNames)('the AI SDK before a model of the dialect %s', (dialect) => {
  const well = () => anthropic(`x-${dialect}/well`);

  test('streams a text, with usage', async () => {
    const result = streamText({ model: well(), prompt: 'Say "one two three four"' });
    expect(await result.text).toBe('one two three four');
    expect(await result.finishReason).toBe('stop');
    const usage = await result.totalUsage;
    expect(usage.inputTokens).toBeGreaterThan(3);
    expect(usage.outputTokens).toBeGreaterThan(3);
  });

  test('calls tools over two turns, with reasoning', async () => {
    const { text, steps } = await generateText({
      model: anthropic(`x-${dialect}/think-1`),
      tools,
      stopWhen: stepCountIs(3),
      prompt: 'What is the weather in Paris?',
      providerOptions: { anthropic: thinking },
    });
    expect(steps).toHaveLength(2);
    expect(steps[0]?.reasoningText?.length).toBeGreaterThan(5);
    expect(steps[0]?.toolCalls).toMatchObject([{ toolName: 'get_weather', input: { city: 'Paris' } }]);
    expect(text).toMatch(/21/);
  });

  test('streams tools over two turns', async () => {
    const result = streamText({
      model: well(),
      tools,
      stopWhen: stepCountIs(3),
      prompt: 'What is the weather in Rome?',
    });
    expect(await result.text).toMatch(/21/);
  });

  test('generates an object by a schema', async () => {
    const { object } = await generateObject({ model: well(), schema: city, prompt: 'Describe a city.' });
    expect(city.parse(object)).toEqual(object);
  });

  test('sends images', async () => {
    const { text } = await generateText({
      model: well(),
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
  });
});

describe('the AI SDK', () => {
  test('reads errors before and during a stream', async () => {
    const refused = generateText({ model: anthropic('x-openai/wel'), prompt: 'hi', maxRetries: 0 });
    await expect(refused).rejects.toSatisfy((error) => APICallError.isInstance(error) && error.statusCode === 404);
    const onError = vi.fn();
    const headers = { 'x-penstock-fallback': 'off' };
    const model = anthropic('x-openai/sim-cut-5');
    const result = streamText({ model, prompt: 'Say "a b c d e f g h"', headers, maxRetries: 0, onError });
    let text = '';
    for await (const piece of result.textStream) text += piece;
    expect('a b c d e f g h'.startsWith(text)).toBe(true);
    expect(onError).toHaveBeenCalled();
  });

  test('ends the upstream call when it aborts', async () => {
    const controller = new AbortController();
    const model = anthropic('x-anthropic/slow-5ms-30tps');
    const { textStream } = streamText({ model, prompt: 'Write 1000 tokens.', abortSignal: controller.signal });
    for await (const _ of textStream) controller.abort();
    await vi.waitFor(() => expect(penstock.simulator.requests().at(-1)?.state).toBe('aborted'), 10_000);
  });
});
