import type { TokenLogprob } from '@penstock/providers';
import type { Generation } from '../../generation/generation.ts';
import { servedLogprobs } from '../openai/served-members.ts';

/** The log probabilities of an answer in the form of text completions; null where there are none. */
export function toOlderLogprobs(generation: Generation) {
  const tokens = servedLogprobs(generation)?.content ?? [];
  if (tokens.length === 0) return null;
  let offset = 0;
  const text_offset = tokens.map((token) => {
    const start = offset;
    offset += wordOf(token).length;
    return start;
  });
  return {
    tokens: tokens.map(wordOf),
    token_logprobs: tokens.map(({ logprob }) => logprob),
    top_logprobs: tokens.map(({ top_logprobs: others }) => toTable(others)),
    text_offset,
  };
}

function wordOf({ token }: TokenLogprob): string {
  return typeof token === 'string' ? token : '';
}

/** The alternatives to a token, by their words. */
function toTable(others: unknown): Readonly<Record<string, unknown>> | null {
  if (!Array.isArray(others) || others.length === 0) return null;
  return Object.fromEntries(others.map((other: TokenLogprob) => [wordOf(other), other.logprob]));
}
