import type { Message, ResponseFormat, Tool } from '@penstock/providers';
import type { Model } from '../catalog/model.ts';
import { collectMessages } from './collect-messages.ts';
import { collectTools, type PromptParts } from './collect-tools.ts';
import { countTexts } from './count-texts.ts';
import { type TokenFamily, tokenFamilyOf } from './token-family.ts';

/** What of a request becomes tokens of its prompt. */
export type CountableRequest = {
  messages: readonly Message[];
  tools: readonly Tool[];
  responseFormat: ResponseFormat;
};

/** Around a schema that is sent along with a request. */
const tokensPerSchema = 20;

/**
 * How many tokens a prompt will have, before the call. Exact to a few tokens for OpenAI's models up to 16,000
 * characters; for others and for longer prompts an estimate on the careful side (`tokenFamilyOf`, `countTexts`). Without
 * a model it is counted as for GPT-4o with a careful image. The provider's own count, after the call, is what is billed.
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
 * How many tokens a text has that a model has written: for answers whose provider reported no usage. Above 16,000
 * characters it is an estimate from samples, without the prompt's caution: it is billed, not only held.
 */
export function countOutputTokens(text: string, model: Pick<Model, 'name'> | null): number {
  if (text === '') return 0;
  const family = model === null ? unnamedFamily : tokenFamilyOf(model.name);
  return Math.ceil(countTexts([text], family.encoding, 1) * family.factor);
}

/**
 * How many tokens texts have that are to be turned into vectors, before the call: all together, and the longest alone.
 * As exact as `countInputTokens`.
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
