import OpenAI, { BadRequestError } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestPenstock } from '../../testing/start-penstock.ts';
import { dialects, startDialects } from '../testing/start-dialects.ts';

let penstock: TestPenstock;
let client: OpenAI;

beforeAll(async () => {
  penstock = await startDialects(['well', 'think-1', 'sim-cut-5']);
  client = new OpenAI({ apiKey: penstock.key, baseURL: `${penstock.url}/v1`, maxRetries: 0 });
}, 60_000);
afterAll(() => penstock.close());

describe('/v1/completions', () => {
  test.each(dialects)(
    'completes a prompt by a model of the dialect %s, whole and streamed',
    async (dialect) => {
      const body = { model: `sim-${dialect}/well`, prompt: 'Say "one two three"' };
      const whole = await client.completions.create(body);
      expect(whole).toMatchObject({
        object: 'text_completion',
        model: body.model,
        choices: [{ text: 'one two three', index: 0, logprobs: null, finish_reason: 'stop' }],
      });
      const chunks: OpenAI.Completion[] = [];
      const options = { stream: true, stream_options: { include_usage: true } } as const;
      for await (const chunk of await client.completions.create({ ...body, ...options })) chunks.push(chunk);
      expect(chunks.map(({ choices }) => choices[0]?.text ?? '').join('')).toBe('one two three');
      expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
      expect(chunks.at(-1)?.usage).toEqual(whole.usage);
    },
    20_000,
  );

  test('omits reasoning', async () => {
    const { choices } = await client.completions.create({ model: 'sim-anthropic/think-1', prompt: ['Say "yes"'] });
    expect(choices[0]?.text).toBe('yes');
  });

  test('ends at the limit, and reports it', async () => {
    const body = { model: 'sim-openai/well', prompt: 'Write 100 tokens.', max_tokens: 5 };
    expect((await client.completions.create(body)).choices[0]?.finish_reason).toBe('length');
  });

  test.each([
    [{ prompt: ['a', 'b'] }, 'prompt'],
    [{ prompt: '' }, 'prompt'],
    [{ n: 2 }, 'n'],
    [{ best_of: 2 }, 'best_of'],
    [{ logprobs: 6 }, 'logprobs'],
    [{ echo: true }, 'echo'],
    [{ suffix: 'x' }, 'suffix'],
    [{ temperature: 3 }, 'temperature'],
  ])('refuses %j by name', async (changes, param) => {
    const wrong = client.completions.create({ model: 'sim-openai/well', prompt: 'a', ...changes });
    await expect(wrong).rejects.toThrow(BadRequestError);
    await expect(wrong).rejects.toMatchObject({ param });
  });

  test('ends with an error if it breaks off', async () => {
    const body = { model: 'sim-openai/sim-cut-5', prompt: 'Say "a b c d e f g h"', enable_fallback: false };
    const read = async () => {
      for await (const _ of await client.completions.create({ ...body, stream: true }));
    };
    await expect(read()).rejects.toThrow();
  });
});
