import { expect, it } from 'vitest';
import { readEmbeddings, toEmbeddingsBody } from './ollama-embeddings.ts';

it('requests vectors and reads them', () => {
  const request = { model: 'm', texts: ['a'], dimensions: 8, purpose: null };
  expect(toEmbeddingsBody(request, ['a'])).toEqual({ model: 'm', input: ['a'], dimensions: 8 });
  expect(toEmbeddingsBody({ ...request, dimensions: null }, ['a'])).toEqual({ model: 'm', input: ['a'] });
  expect(readEmbeddings({ model: 'm', embeddings: [[1]], prompt_eval_count: 2 })).toEqual({
    vectors: [[1]],
    servedModel: 'm',
    inputTokens: 2,
  });
  expect(readEmbeddings({ embeddings: [] }).inputTokens).toBeNull();
});
