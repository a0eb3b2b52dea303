import { expect, it } from 'vitest';
import { openAiDefaults } from './dialect.ts';
import { readEmbeddings, toEmbeddingsBody } from './openai-embeddings.ts';

const request = { model: 'm', texts: ['a', 'b'], dimensions: null, purpose: null };

it('requests vectors, with an optional length', () => {
  expect(toEmbeddingsBody(request, ['a'], openAiDefaults)).toEqual({ model: 'm', input: ['a'] });
  expect(toEmbeddingsBody({ ...request, dimensions: 8 }, ['a'], openAiDefaults)).toMatchObject({ dimensions: 8 });
  const dialect = { ...openAiDefaults, dimensionsField: 'output_dimension' } as const;
  expect(toEmbeddingsBody({ ...request, dimensions: 8 }, ['a'], dialect)).toMatchObject({ output_dimension: 8 });
});

it('puts vectors into their places', () => {
  const data = [
    { index: 1, embedding: [2] },
    { index: 0, embedding: [1] },
  ];
  expect(readEmbeddings({ data, model: 'm-1', usage: { prompt_tokens: 7 } })).toEqual({
    vectors: [[1], [2]],
    servedModel: 'm-1',
    inputTokens: 7,
  });
  expect(readEmbeddings({ data: [{ embedding: [1] }] })).toEqual({
    vectors: [[1]],
    servedModel: null,
    inputTokens: null,
  });
});

it('omits vectors with an index beyond the answer', () => {
  for (const index of [1e9, -1, 0.5, 2]) {
    const { vectors } = readEmbeddings({
      data: [
        { index, embedding: [1] },
        { index: 0, embedding: [2] },
      ],
    });
    expect(vectors).toEqual([[2], null]);
  }
});
