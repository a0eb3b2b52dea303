import { decodeEmbeddingTokens, type EmbeddingCall } from '@penstock/router';
import { z } from 'zod';
import { InputError } from '../../errors/service-error.ts';
import type { GenerationRequest } from '../../generation/generation-request.ts';
import { parseNumber } from '../../generation/input/parse-limits.ts';
import { list } from '../bounded.ts';
import { toInputError } from '../describe-issue.ts';
import type { KnownWords } from '../known-names.ts';
import { readCaller, readRouting, routingMembers, type Sender } from '../read-routing.ts';
import { unreadOf } from '../unread-members.ts';

const mostTexts = 2_048;
/** The most token ids of one text, more than any model reads. */
const mostTokens = 1_000_000;

const tokenIds = list(z.int(), mostTokens);

const embeddingsBody = z.object({
  input: z.union([z.string(), list(z.union([z.string(), tokenIds]), mostTexts), tokenIds]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().nullish(),
  purpose: z.enum(['query', 'document']).nullish(),
  store: z.boolean().nullish(),
  ...routingMembers,
});

/** Members that providers do not get. */
const read: ReadonlySet<string> = new Set([...Object.keys(embeddingsBody.shape), 'penstock']);

/** A parsed body of `/v1/embeddings`. */
export type ParsedEmbeddings = { request: GenerationRequest<EmbeddingCall>; encoding: 'float' | 'base64' };

/** Validates a body and converts it to a request. Throws an `InputError` that names the field. */
export function parseEmbeddings(body: unknown, sender: Sender, known: KnownWords): ParsedEmbeddings {
  const parsed = embeddingsBody.safeParse(body, { reportInput: true });
  if (!parsed.success) throw toInputError(parsed.error);
  const input = parsed.data;
  const request: GenerationRequest<EmbeddingCall> = {
    call: {
      type: 'embedding',
      texts: parseTexts(input.input),
      dimensions: parseNumber(input.dimensions, 1, 65_536, 'dimensions'),
      purpose: input.purpose ?? null,
      ...unreadOf(body as object, read, 'the body beyond its input'),
    },
    routing: readRouting(input, known, sender),
    caller: readCaller(input, sender, body),
    delivery: { mayKeepContent: input.store ?? true, mayRestart: true, isDetached: false },
  };
  return { request, encoding: input.encoding_format ?? 'float' };
}

function parseTexts(input: z.output<typeof embeddingsBody>['input']): readonly string[] {
  if (typeof input === 'string') return [parseText(input, 'input')];
  if (input.length === 0) throw new InputError('input', 'is empty: give at least one text');
  if (isTokens(input)) return [parseText(input, 'input')];
  return input.map((text, index) => parseText(text, `input[${index}]`));
}

function isTokens(input: readonly unknown[]): input is readonly number[] {
  return typeof input[0] === 'number';
}

/** A text, or its token ids as text. */
function parseText(given: string | readonly number[], path: string): string {
  const text = typeof given === 'string' ? given : decodeEmbeddingTokens(given);
  if (text === null) throw new InputError(path, 'has a token id that cl100k_base does not have: give the text itself');
  if (text === '') throw new InputError(path, 'is empty: every text needs at least one character');
  return text;
}
