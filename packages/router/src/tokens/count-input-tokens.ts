import type { Message, ResponseFormat, Tool } from '@penstock/providers';
import type { Model } from '../catalog/model.ts';
import { collectMessages } from './collect-messages.ts';
import { collectTools, type PromptParts } from './collect-tools.ts';
import { countTexts } from './count-texts.ts';
import { type TokenFamily, tokenFamilyOf } from './token-family.ts';

/** The parts of a request that become prompt tokens. */
export type CountableRequest = {
  messages: readonly Message[];
  tools: readonly Tool[];
  responseFormat: ResponseFormat;
};

/** Tokens around a schema in a request. */
const tokensPerSchema = 20;

/**
 * The number of prompt tokens, before the call. Exact to a few tokens for OpenAI's models up to 16,000 characters. For
 * other models and for longer prompts it is a high estimate (`tokenFamilyOf`, `countTexts`). Without a model it is
 * counted as for GPT-4o with a high image count. The provider's own count, after the call, is billed.
 */
export function countInputTokens(request: CountableRequest, model: Pick<Model, 'name'> | null): number {
  const family = model === null ? unnamedFamily : tokenFamilyOf(model.name);
  const parts: PromptParts = { texts: [], fixedTokens: 0 };
  collectMessages(request.messages, family.imageTokens, parts);
  collectTools(request.tools, parts);
  collectFormat(request.responseFormat, parts);
  if (request.tools.length > 0) parts.fixedTokens += family.toolPreambleTokens;
  return parts.fixedTokens + Math.ceil(countTexts(parts.texts, family.encoding) * family.factor);
}

/**
 * The number of tokens of a model's answer, for providers that report no usage. Above 16,000 characters it is an
 * estimate from samples. It has no safety margin, because it is billed and not only reserved.
 */
export function countOutputTokens(text: string, model: Pick<Model, 'name'> | null): number {
  if (text === '') return 0;
  const family = model === null ? unnamedFamily : tokenFamilyOf(model.name);
  return Math.ceil(countTexts([text], family.encoding, 1) * family.factor);
}

/**
 * The number of tokens of texts for embedding, before the call: of all together, and of the longest alone. As exact as
 * `countInputTokens`.
 */
export function countEmbeddingTokens(
  texts: readonly string[],
  model: Pick<Model, 'name'> | null,
): { inputTokens: number; longestTextTokens: number } {
  const { encoding, factor } = model === null ? unnamedFamily : tokenFamilyOf(model.name);
  const count = (some: readonly string[]): number => Math.ceil(countTexts(some, encoding) * factor);
  const longest = texts.reduce((longer, text) => (text.length > longer.length ? text : longer), '');
  const inputTokens = count(texts);
  return { inputTokens, longestTextTokens: texts.length === 1 ? inputTokens : count([longest]) };
}

const unnamedFamily: TokenFamily = { ...tokenFamilyOf('gpt-4o'), imageTokens: 1600 };

function collectFormat(format: ResponseFormat, parts: PromptParts): void {
  if (format.type !== 'json-schema') return;
  parts.fixedTokens += tokensPerSchema;
  parts.texts.push(format.name, JSON.stringify(format.schema));
}
