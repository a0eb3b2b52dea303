import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateText, Output, stepCountIs, streamText, tool } from 'ai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { TestPenstock } from '../../testing/start-penstock.ts';
import { dialects, startDialects } from '../testing/start-dialects.ts';

let penstock: TestPenstock;
let openai: ReturnType<typeof createOpenAI>;

beforeAll(async () => {
  penstock = await startDialects(['well', 'think-1', 'sim-500', 'sim-cut-5']);
  openai = createOpenAI({ baseURL: `${penstock.url}/v1`, apiKey: penstock.key });
}, 60_000);
afterAll(() => penstock.close());

const tools = {
  get_weather: tool({
    description: 'The weather of a city.',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city: name }) => ({ city: name, degrees: 21 }),
  }),
};

// The first call loads the packages, which takes time.
describe.each(dialects)(
  'the default model of @ai-sdk/openai, served by the dialect %s,',
  { timeout: 20_000 },
  (dialect) => {
    test('streams text, with usage', async () => {
      const result = streamText({ model: openai(`sim-${dialect}/well`), prompt: 'Say "one two three four"' });
      let text = '';
      for await (const piece of result.textStream) text += piece;
      expect(text).toBe('one two three four');
      expect(await result.finishReason).toBe('stop');
      expect((await result.totalUsage).outputTokens).toBeGreaterThan(3);
    });

    test.each([true, false])('calls tools over two turns (stored: %s)', async (store) => {
      const { text, steps } = await generateText({
        model: openai(`sim-${dialect}/well`),
        tools,
        stopWhen: stepCountIs(3),
        prompt: 'What is the weather in Paris and in Rome?',
        providerOptions: { openai: { store } },
      });
      expect(steps[0]?.toolResults.map(({ output }) => output)).toEqual([
        { city: 'Paris', degrees: 21 },
        { city: 'Rome', degrees: 21 },
      ]);
      expect(steps).toHaveLength(2);
      expect(text).toMatch(/21/);
    });

    test('gets JSON by a schema', async () => {
      const { output } = await generateText({
        model: openai(`sim-${dialect}/well`),
        output: Output.object({ schema: z.object({ name: z.string(), size: z.number() }) }),
        prompt: 'Describe a city as JSON.',
      });
      expect(output).toEqual({ name: expect.any(String), size: expect.any(Number) });
    });
  },
);

describe('the default model of @ai-sdk/openai', () => {
  test('gets reasoning, also between calls', async () => {
    const result = streamText({
      model: openai('sim-anthropic/think-1'),
      tools,
      stopWhen: stepCountIs(3),
      prompt: 'What is the weather in Paris?',
    });
    await result.consumeStream();
    expect((await result.steps)[0]?.reasoningText?.length).toBeGreaterThan(5);
    expect(await result.text).toMatch(/21/);
    const second = JSON.stringify(penstock.simulator.requests().at(-1)?.body);
    expect(second).toContain('"signature"');
  });

  test('reads errors as its own classes', async () => {
    const failing = generateText({ model: openai('wel'), prompt: 'hi', maxRetries: 0 });
    await expect(failing).rejects.toThrow(APICallError);
    await expect(failing).rejects.toMatchObject({ statusCode: 404 });
  });
});
