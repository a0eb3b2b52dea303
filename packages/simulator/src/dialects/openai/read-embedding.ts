import { isRecord, numberAt, stringAt } from '../../json-value.ts';
import type { Embedding, Operation } from '../dialect.ts';
import { checkModel, invalid } from '../read-request.ts';

/** Reads `/embeddings` in the form of OpenAI, Mistral and Together. */
export function readOpenAiEmbedding(body: unknown, operation: Operation & { type: 'embed' }): Embedding {
  const model = operation.model ?? stringAt(body, 'model');
  if (!isRecord(body) || model === null) throw invalid('you must provide a model parameter', 'model');
  const texts = typeof body.input === 'string' ? [body.input] : body.input;
  if (!Array.isArray(texts) || texts.length === 0 || texts.some((text) => typeof text !== 'string' || text === '')) {
    throw invalid("Invalid 'input': expected a string or a list of strings, none of them empty.", 'input');
  }
  checkModel(model, `The model \`${model}\` does not exist or you do not have access to it.`);
  const isBase64 = body.encoding_format === 'base64';
  return {
    model,
    texts: texts as string[],
    dimensions: numberAt(body, 'dimensions') ?? numberAt(body, 'output_dimension'),
    write: (vectors, tokens) => ({
      object: 'list',
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: isBase64 ? toBase64(vector) : vector,
      })),
      model,
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    }),
  };
}

function toBase64(vector: readonly number[]): string {
  return Buffer.from(new Float32Array(vector).buffer).toString('base64');
}
