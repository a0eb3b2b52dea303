import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPenstock, type TestPenstock } from '../../testing/start-penstock.ts';

const mutation = `mutation ($input: EmbedInput!) {
  embed(input: $input) {
    vectors dimensions
    generation { id status model usage { inputTokens totalTokens } cost { totalUsd } attempts { outcome } }
  }
}`;

let penstock: TestPenstock;

beforeAll(async () => {
  penstock = await startPenstock({
    policy: (simulator) => `providers:
  tests: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key, retry: { attempts: 1 } }
models:
  tests:
    vectors: { context_window: 8000, capabilities: [embeddings], quality: 0.6, price: { input_per_mtok: 2, output_per_mtok: 0 } }
    sim-503: { context_window: 8000, capabilities: [embeddings], quality: 0.6, price: { input_per_mtok: 2, output_per_mtok: 0 } }
    words: { context_window: 8000, capabilities: [code], quality: 0.6, price: { input_per_mtok: 2, output_per_mtok: 0 } }
`,
  });
}, 60_000);
afterAll(() => penstock.close());

async function embed(input: object) {
  const response = await fetch(`${penstock.url}/graphql`, {
    method: 'POST',
    headers: { authorization: penstock.authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query: mutation, variables: { input } }),
  });
  const { data, errors } = await response.json();
  return { embedding: data?.embed, error: errors?.[0] };
}

describe('the mutation embed', () => {
  it('turns each text into a vector, and returns usage and cost', async () => {
    const { embedding } = await embed({ texts: ['a river', 'a gate', 'a river'], model: 'vectors' });
    expect(embedding.vectors).toHaveLength(3);
    expect(embedding.vectors[0]).toEqual(embedding.vectors[2]);
    expect(embedding.vectors[0]).not.toEqual(embedding.vectors[1]);
    expect(embedding.dimensions).toBe(embedding.vectors[0].length);
    const { usage, cost, ...generation } = embedding.generation;
    expect(generation).toMatchObject({
      status: 'COMPLETED',
      model: 'tests/vectors',
      attempts: [{ outcome: 'SUCCEEDED' }],
    });
    expect(usage.totalTokens).toBe(usage.inputTokens);
    expect(Number(cost.totalUsd)).toBeCloseTo((usage.inputTokens * 2) / 1e6, 12);
  });

  it('makes vectors of the requested length, for the given purpose', async () => {
    const { embedding } = await embed({ texts: ['a gate'], model: 'vectors', dimensions: 64, purpose: 'QUERY' });
    expect(embedding.dimensions).toBe(64);
  });

  it('stores the texts by default', async () => {
    const kept = await embed({ texts: ['a weir'], model: 'vectors' });
    const unkept = await embed({ texts: ['a weir'], model: 'vectors', store: false });
    const ids = [kept, unkept].map(({ embedding }) => embedding.generation.id);
    const { prisma } = penstock.services;
    const contents = await prisma.generationContent.findMany({ where: { generationId: { in: ids } } });
    expect(contents.map(({ generationId }) => generationId)).toEqual([ids[0]]);
    expect(await prisma.generation.count({ where: { id: { in: ids } } })).toBe(2);
  });

  it.each([
    [{ texts: [] }, 'input.texts is empty: give at least one text'],
    [{ texts: ['a', ''] }, 'input.texts.1 is empty'],
    [{ texts: ['a'], dimensions: 0 }, 'input.dimensions'],
  ])('refuses %j, naming the field', async (input, message) => {
    const { error } = await embed(input);
    expect(error.message).toContain(message);
    expect(error.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('calls no model that cannot embed', async () => {
    expect((await embed({ texts: ['a'], model: 'words' })).error.extensions.code).toBe('NO_MODEL_AVAILABLE');
  });

  it('lists every attempt if none succeeded', async () => {
    const { error } = await embed({ texts: ['a'], model: 'sim-503' });
    expect(error.extensions).toMatchObject({ code: 'ALL_MODELS_FAILED', attempts: [{ errorCode: 'OVERLOADED' }] });
  });
});
