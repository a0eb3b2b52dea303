import { randomUUID } from 'node:crypto';
import { isRecord, listAt, numberAt, stringAt } from '../../json-value.ts';
import type { Embedding } from '../dialect.ts';
import { checkModel, invalid } from '../read-request.ts';

/** Reads `/v2/embed`. */
export function readCohereEmbedding(body: unknown): Embedding {
  const model = stringAt(body, 'model');
  if (!isRecord(body) || model === null) throw invalid('invalid request: model is required');
  if (stringAt(body, 'input_type') === null)
    throw invalid('invalid request: valid input_type must be provided with the provided model');
  const texts = listAt(body, 'texts').filter((text) => typeof text === 'string' && text !== '') as string[];
  if (texts.length === 0 || texts.length !== listAt(body, 'texts').length)
    throw invalid('invalid request: texts must not be empty');
  if (texts.length > 96)
    throw invalid(`invalid request: total number of texts must be at most 96 - received ${texts.length}`);
  checkModel(
    model,
    `model '${model}' not found, make sure the correct model ID was used and that you have access to the model.`,
  );
  return {
    model,
    texts,
    dimensions: numberAt(body, 'output_dimension'),
    write: (vectors, tokens) => ({
      id: randomUUID(),
      embeddings: { float: vectors },
      texts,
      meta: { api_version: { version: '2' }, billed_units: { input_tokens: tokens } },
      response_type: 'embeddings_by_type',
    }),
  };
}
