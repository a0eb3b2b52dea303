import { isRecord, numberAt, stringAt } from '../../json-value.ts';
import type { Embedding } from '../dialect.ts';
import { checkModel, invalid } from '../read-request.ts';

/** Reads `/api/embed`. */
export function readOllamaEmbedding(body: unknown): Embedding {
  const model = stringAt(body, 'model');
  if (!isRecord(body) || model === null || model === '') throw invalid('model is required');
  checkModel(model, `model '${model}' not found`);
  const texts = typeof body.input === 'string' ? [body.input] : body.input;
  if (!Array.isArray(texts) || texts.length === 0 || texts.some((text) => typeof text !== 'string'))
    throw invalid('invalid input type');
  return {
    model,
    texts: texts as string[],
    dimensions: numberAt(body, 'dimensions'),
    write: (vectors, tokens) => ({
      model,
      embeddings: vectors,
      total_duration: 0,
      load_duration: 0,
      prompt_eval_count: tokens,
    }),
  };
}
