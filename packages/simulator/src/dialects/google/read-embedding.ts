import { listAt, numberAt, recordAt } from '../../json-value.ts';
import { Refusal } from '../../response/refusal.ts';
import { checkModel } from '../check-model.ts';
import type { Embedding, Operation } from '../dialect.ts';
import { readPartsText } from './read-contents.ts';

/** Reads `embedContent` and `batchEmbedContents`. */
export function readGoogleEmbedding(body: unknown, operation: Operation & { type: 'embed' }): Embedding {
  const requests = operation.isBatch ? listAt(body, 'requests') : [body];
  const texts = requests.map((request) => readPartsText(listAt(recordAt(request, 'content'), 'parts')));
  if (texts.length === 0 || texts.includes('')) {
    throw new Refusal({ kind: 'bad-request', message: '* EmbedContentRequest.content: content is empty\n' });
  }
  const model = operation.model ?? '';
  checkModel(model, `models/${model} is not found for API version v1beta, or is not supported for embedContent.`);
  return {
    model,
    texts,
    dimensions: numberAt(requests[0], 'outputDimensionality'),
    write: (vectors) => {
      const embeddings = vectors.map((values) => ({ values }));
      return operation.isBatch ? { embeddings } : { embedding: embeddings[0] };
    },
  };
}
