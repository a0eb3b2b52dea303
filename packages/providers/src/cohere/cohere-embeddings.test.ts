import { expect, it } from 'vitest';
import { readEmbeddings, toEmbeddingsBody } from './cohere-embeddings.ts';

const request = { model: 'm', texts: ['a'], dimensions: null, purpose: null };

it('writes the purpose of the vectors', () => {
  expect(toEmbeddingsBody(request, ['a'])).toEqual({
    model: 'm',
    texts: ['a'],
    input_type: 'search_document',
    embedding_types: ['float'],
  });
  expect(toEmbeddingsBody({ ...request, purpose: 'query', dimensions: 256 }, ['a'])).toMatchObject({
    input_type: 'search_query',
    output_dimension: 256,
  });
});

it('reads vectors and billed tokens', () => {
  const meta = { billed_units: { input_tokens: 3 } };
  expect(readEmbeddings({ embeddings: { float: [[1]] }, meta })).toEqual({
    vectors: [[1]],
    servedModel: null,
    inputTokens: 3,
  });
  expect(readEmbeddings({})).toEqual({ vectors: [], servedModel: null, inputTokens: null });
});
