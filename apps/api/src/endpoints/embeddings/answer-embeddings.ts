import type { ServerResponse } from 'node:http';
import type { Viewer } from '../../access/viewer.ts';
import { respond } from '../../http/respond.ts';
import { signalOf } from '../../http/signal-of.ts';
import { answerHeaders } from '../answer-headers.ts';
import { knownNames } from '../known-names.ts';
import type { DoorTools } from '../openai/door-tools.ts';
import { toFailure } from '../openai/to-door-error.ts';
import { toOpenaiUsage } from '../openai/usage.ts';
import { toPenstockFacts } from '../openai/whole-answer.ts';
import { withField } from '../unknown-name.ts';
import { parseEmbeddings } from './parse-embeddings.ts';

/** Answers with the vectors of texts. Rejects with what went wrong. */
export async function answerEmbeddings(
  body: unknown,
  viewer: Viewer,
  response: ServerResponse,
  tools: DoorTools,
): Promise<void> {
  const { request, encoding } = parseEmbeddings(body, viewer, knownNames(tools));
  try {
    const generation = await tools.generations.run(request, signalOf(response));
    const { vectors } = generation;
    if (vectors === null) throw toFailure(generation, tools.health);
    const { prompt_tokens, total_tokens } = toOpenaiUsage(generation.tokens);
    const answer = {
      object: 'list',
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: encoding === 'base64' ? toBase64(vector) : vector,
      })),
      model: generation.modelId,
      usage: { prompt_tokens, total_tokens },
      penstock: toPenstockFacts(generation),
    };
    respond(response, 200, answer, answerHeaders(generation));
  } catch (error) {
    throw withField(error, request);
  }
}

/** Single-precision floats, little-endian, as OpenAI's clients ask for them by default. */
function toBase64(vector: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(vector.length * 4);
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4);
  });
  return bytes.toString('base64');
}
