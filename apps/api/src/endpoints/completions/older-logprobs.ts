import type { TokenLogprob } from '@penstock/providers';

/** Log probabilities in the form of text completions. `offset`: the number of characters before the first token. */
export function toOlderLogprobs(tokens: readonly TokenLogprob[], offset = 0) {
  if (tokens.length === 0) return null;
  let start = offset;
  const text_offset = tokens.map((token) => {
    const own = start;
    start += wordOf(token).length;
    return own;
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

/** The alternatives to a token, by their text. */
function toTable(others: unknown): Readonly<Record<string, unknown>> | null {
  if (!Array.isArray(others) || others.length === 0) return null;
  return Object.fromEntries(others.map((other: TokenLogprob) => [wordOf(other), other.logprob]));
}
