import { countTokens } from '../../answer/tokens.ts';
import { listAt, numberAt, recordAt, stringAt } from '../../json-value.ts';
import { Refusal } from '../../response/refusal.ts';
import type { Embedding, Operation } from '../dialect.ts';
import { checkModel } from '../read-request.ts';
import { readPartsText } from './read-contents.ts';

type EmbedOperation = Operation & { type: 'embed' };

/** Reads `embedContent` and `batchEmbedContents`, and Vertex AI's `predict`. */
export function readGoogleEmbedding(body: unknown, operation: EmbedOperation): Embedding {
  const { texts, dimensions } = operation.form === 'predict' ? readInstances(body) : readRequests(body, operation);
  if (texts.length === 0 || texts.includes('')) {
    throw new Refusal({ kind: 'bad-request', message: '* EmbedContentRequest.content: content is empty\n' });
  }
  const model = operation.model ?? '';
  checkModel(model, `models/${model} is not found for API version v1beta, or is not supported for embedContent.`);
  return { model, texts, dimensions, write: (vectors, tokens) => writeVectors(vectors, tokens, texts, operation) };
}

type Asked = Pick<Embedding, 'texts' | 'dimensions'>;

function readRequests(body: unknown, { form }: EmbedOperation): Asked {
  const requests = form === 'batch' ? listAt(body, 'requests') : [body];
  const [first] = requests;
  return {
    texts: requests.map((request) => readPartsText(listAt(recordAt(request, 'content'), 'parts'))),
    dimensions:
      numberAt(first, 'outputDimensionality') ??
      numberAt(recordAt(first, 'embedContentConfig'), 'outputDimensionality'),
  };
}

function readInstances(body: unknown): Asked {
  return {
    texts: listAt(body, 'instances').map((instance) => stringAt(instance, 'content') ?? ''),
    dimensions: numberAt(recordAt(body, 'parameters'), 'outputDimensionality'),
  };
}

function writeVectors(
  vectors: readonly (readonly number[])[],
  tokens: number,
  texts: readonly string[],
  { form }: EmbedOperation,
): unknown {
  if (form === 'predict') {
    const predictions = vectors.map((values, index) => ({
      embeddings: { values, statistics: { token_count: countTokens(texts[index] ?? ''), truncated: false } },
    }));
    return { predictions };
  }
  const embeddings = vectors.map((values) => ({ values }));
  return form === 'batch'
    ? { embeddings }
    : { embedding: embeddings[0], usageMetadata: { promptTokenCount: tokens, totalTokenCount: tokens } };
}
