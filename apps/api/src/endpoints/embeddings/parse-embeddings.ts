import { z } from 'zod';
import type { Viewer } from '../../access/viewer.ts';
import type { EmbeddingRequest } from '../../embedding/embedder.ts';
import { InputError } from '../../errors/service-error.ts';
import { parseLabel, parseMetadata, parseName, parseNumber } from '../../generation/input/parse-limits.ts';
import { parseWorkspace } from '../../generation/input/parse-workspace.ts';
import { toInputError } from '../describe-issue.ts';
import { type KnownNames, parseModelChoice } from '../parse-model-choice.ts';

const embeddingsBody = z.object({
  model: z.string(),
  input: z.union([z.string(), z.array(z.union([z.string(), z.number(), z.array(z.number())]))]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().nullish(),
  purpose: z.enum(['query', 'document']).nullish(),
  provider: z.string().nullish(),
  chain: z.string().nullish(),
  strategy: z.string().nullish(),
  task_type: z.string().nullish(),
  cost_limit: z.number().nullish(),
  workspace_id: z.string().nullish(),
  execution_id: z.string().nullish(),
  metadata: z.unknown().optional(),
  store: z.boolean().nullish(),
});

const mostTexts = 2_048;

/** A body of `/v1/embeddings`, understood. */
export type ParsedEmbeddings = { request: EmbeddingRequest; encoding: 'float' | 'base64' };

/** Checks a body and puts it into domain words. Throws an `InputError` that names the field. */
export function parseEmbeddings(body: unknown, viewer: Viewer, known: KnownNames): ParsedEmbeddings {
  const parsed = embeddingsBody.safeParse(body, { reportInput: true });
  if (!parsed.success) throw toInputError(parsed.error);
  const input = parsed.data;
  const chain = parseName(input.chain, 'chain');
  const request: EmbeddingRequest = {
    ...parseModelChoice({ model: input.model, chain, strategy: input.strategy ?? null }, known),
    texts: parseTexts(input.input),
    dimensions: parseNumber(input.dimensions, 1, 65_536, 'dimensions'),
    purpose: input.purpose ?? null,
    provider: parseName(input.provider, 'provider'),
    taskType: parseLabel(input.task_type ?? null, 100, 'task_type'),
    costLimitUsd: parseNumber(input.cost_limit, 0, Infinity, 'cost_limit'),
    workspaceId: parseWorkspace(parseName(input.workspace_id, 'workspace_id'), viewer, 'workspace_id'),
    apiKeyId: viewer.apiKeyId,
    executionId: parseLabel(input.execution_id ?? null, 200, 'execution_id'),
    metadata: parseMetadata(input.metadata, 'metadata'),
    mayKeepContent: input.store ?? true,
  };
  return { request, encoding: input.encoding_format ?? 'float' };
}

function parseTexts(input: z.output<typeof embeddingsBody>['input']): readonly string[] {
  if (typeof input === 'string') return [parseText(input, 'input')];
  if (input.length === 0) throw new InputError('input', 'is empty: give at least one text');
  if (input.length > mostTexts)
    throw new InputError('input', `may hold at most ${mostTexts} texts, not ${input.length}`);
  return input.map((text, index) => parseText(text, `input[${index}]`));
}

function parseText(text: string | number | readonly number[], path: string): string {
  if (typeof text !== 'string') {
    throw new InputError(path, 'must be a text: token ids mean something else to each model');
  }
  if (text === '') throw new InputError(path, 'is empty: every text needs a character at least');
  return text;
}
