import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPenstock, type TestPenstock } from '../../testing/start-penstock.ts';

const facts = 'max_output_tokens: 400, quality: 0.6, price: { input_per_mtok: 2, output_per_mtok: 0 }';

let penstock: TestPenstock;
let client: OpenAI;

beforeAll(async () => {
  penstock = await startPenstock({
    policy: (simulator) => `providers:
  tests: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key, retry: { attempts: 2, base_ms: 20 } }
  vertex: { base_url: "${simulator.baseUrl('google')}", api_key: key, retry: { attempts: 1 } }
  mute: { dialect: anthropic, base_url: "${simulator.baseUrl('anthropic')}", api_key: key }
models:
  tests:
    vectors: { context_window: 500, capabilities: [embeddings], ${facts} }
    sim-500-once: { context_window: 8000, capabilities: [embeddings], ${facts} }
    sim-503: { context_window: 8000, capabilities: [embeddings], ${facts} }
    words: { context_window: 8000, capabilities: [code], ${facts} }
  vertex:
    gemini-embedding-001: { context_window: 2048, capabilities: [embeddings], ${facts} }
    missing-embedding: { context_window: 2048, capabilities: [embeddings], ${facts} }
  mute:
    vectors-of-none: { context_window: 8000, capabilities: [embeddings], ${facts} }
`,
    environment: { GOOGLE_VERTEX_PROJECT: 'tests' },
  });
  client = new OpenAI({ apiKey: penstock.key, baseURL: `${penstock.url}/v1`, maxRetries: 0 });
}, 60_000);
afterAll(() => penstock.close());

const seenOf = (name: string) => penstock.simulator.requests().filter(({ model }) => model === name);

describe('embeddings', () => {
  test('of texts, by the openai package, which requests base64 by default', async () => {
    const input = ['a river', 'a gate', 'a river'];
    const answer = await client.embeddings.create({ model: 'tests/vectors', input });
    expect(answer.model).toBe('tests/vectors');
    expect(answer.data.map(({ index }) => index)).toEqual([0, 1, 2]);
    const [first, second, third] = answer.data.map(({ embedding }) => embedding);
    expect(first?.length).toBeGreaterThan(100);
    expect(first).toEqual(third);
    expect(first).not.toEqual(second);
    const plain = await client.embeddings.create({ model: 'vectors', input: 'a river', encoding_format: 'float' });
    plain.data[0]?.embedding.forEach((value, at) => {
      expect(value).toBeCloseTo(first?.[at] ?? Number.NaN, 5);
    });
  });

  test('have the requested length', async () => {
    const { data } = await client.embeddings.create({ model: 'vectors', input: 'a gate', dimensions: 64 });
    expect(data[0]?.embedding).toHaveLength(64);
  });

  test('are recorded without their texts if store is false', async () => {
    const { prisma } = penstock.services;
    const before = [await prisma.generation.count(), await prisma.generationContent.count()] as const;
    const body = { model: 'vectors', input: 'a gate', store: false };
    await client.embeddings.create(body);
    expect(await prisma.generation.count()).toBe(before[0] + 1);
    expect(await prisma.generationContent.count()).toBe(before[1]);
  });

  test('of token ids equal the embeddings of their text', async () => {
    const of = async (input: string | number[] | number[][]) =>
      (await client.embeddings.create({ model: 'vectors', input })).data.map(({ embedding }) => embedding);
    const text = await of('Hello world');
    expect(await of([9906, 1917])).toEqual(text);
    expect(
      await of([
        [9906, 1917],
        [9906, 1917],
      ]),
    ).toEqual([...text, ...text]);
  });

  test('are counted, paid and recorded', async () => {
    const { data, response } = await client.embeddings
      .create({ model: 'vectors', input: ['one', 'two three'] })
      .withResponse();
    const cost = Number(response.headers.get('x-penstock-cost-usd'));
    expect(data.usage.prompt_tokens).toBeGreaterThan(1);
    expect(cost).toBeCloseTo((data.usage.prompt_tokens * 2) / 1e6, 12);
    const id = response.headers.get('x-penstock-generation-id') ?? '';
    const stored = await penstock.services.prisma.generation.findUnique({ where: { id } });
    expect(stored).toMatchObject({ status: 'COMPLETED', modelId: 'tests/vectors' });
  });

  test('of many texts need a window only for the longest text', async () => {
    const input = Array.from({ length: 50 }, () => 'a text of some twenty words that is '.repeat(5));
    expect((await client.embeddings.create({ model: 'vectors', input })).data).toHaveLength(50);
    const long = client.embeddings.create({ model: 'vectors', input: ['short', 'word '.repeat(2_000)] });
    await expect(long).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });

  test('come from a provider of the AI SDK like from any other', async () => {
    const input = ['a river', 'a gate', 'a river'];
    const { data: answer, response } = await client.embeddings
      .create({ model: 'vertex/gemini-embedding-001', input, dimensions: 64 })
      .withResponse();
    const [first, second, third] = answer.data.map(({ embedding }) => embedding);
    expect([first?.length, first]).toEqual([64, third]);
    expect(first).not.toEqual(second);
    expect(answer.usage.prompt_tokens).toBe(seenOf('gemini-embedding-001')[0]?.inputTokens);
    const cost = Number(response.headers.get('x-penstock-cost-usd'));
    expect(cost).toBeCloseTo((answer.usage.prompt_tokens * 2) / 1e6, 12);
    const missing = client.embeddings.create({ model: 'vertex/missing-embedding', input: 'x' });
    await expect(missing).rejects.toMatchObject({ status: 502, code: 'all_models_failed' });
  });

  test('are requested again after one failure of the provider', async () => {
    const { data } = await client.embeddings.create({ model: 'sim-500-once', input: 'a river' });
    expect(data).toHaveLength(1);
    expect(seenOf('sim-500-once')).toHaveLength(2);
  });

  test('come only from the requested model', async () => {
    const asked = client.embeddings.create({ model: 'sim-503', input: 'a river' });
    await expect(asked).rejects.toMatchObject({ status: 502, code: 'all_models_failed' });
  });

  const cases: [string, object, number, string | null][] = [
    ['a model without embeddings', { model: 'words', input: 'x' }, 503, null],
    ['a provider without embeddings', { model: 'vectors-of-none', input: 'x' }, 400, null],
    ['an unknown model', { model: 'missing', input: 'x' }, 404, 'model'],
    ['no text', { model: 'vectors', input: [] }, 400, 'input'],
    ['an empty text', { model: 'vectors', input: ['a', ''] }, 400, 'input[1]'],
    ['unknown token ids', { model: 'vectors', input: ['a', [1, 200_000]] }, 400, 'input[1]'],
    ['nothing', { model: 'vectors' }, 400, 'input'],
    ['vectors without length', { model: 'vectors', input: 'x', dimensions: 0 }, 400, 'dimensions'],
  ];

  test.each(cases)('are refused for %s', async (_name, body, status, param) => {
    const response = await fetch(`${penstock.url}/v1/embeddings`, {
      method: 'POST',
      headers: { authorization: penstock.authorization },
      body: JSON.stringify(body),
    });
    expect([response.status, await response.json()]).toMatchObject([status, { error: { param } }]);
  });
});
