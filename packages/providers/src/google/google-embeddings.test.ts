import { expect, it } from 'vitest';
import { readEmbeddings, toEmbeddingsBody } from './google-embeddings.ts';

it('writes each text separately, with the purpose', () => {
  const request = { model: 'm', texts: ['a'], dimensions: 8, purpose: 'query' } as const;
  expect(toEmbeddingsBody(request, ['a', 'b'], 'models/m').requests).toEqual([
    { model: 'models/m', content: { parts: [{ text: 'a' }] }, outputDimensionality: 8, taskType: 'RETRIEVAL_QUERY' },
    { model: 'models/m', content: { parts: [{ text: 'b' }] }, outputDimensionality: 8, taskType: 'RETRIEVAL_QUERY' },
  ]);
  expect(toEmbeddingsBody({ ...request, dimensions: null, purpose: null }, ['a'], 'models/m').requests).toEqual([
    { model: 'models/m', content: { parts: [{ text: 'a' }] } },
  ]);
});

it('reads vectors, and tokens if they are reported', () => {
  expect(readEmbeddings({ embeddings: [{ values: [1] }] })).toEqual({
    vectors: [[1]],
    servedModel: null,
    inputTokens: null,
  });
  expect(readEmbeddings({ embeddings: [], usageMetadata: { promptTokenCount: 4 } }).inputTokens).toBe(4);
});
