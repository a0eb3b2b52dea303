import { totalTokens, type TokenUsage as UsageSource } from '@penstock/providers';
import { builder } from '../builder.ts';

/** The largest value of GraphQL's `Int`. */
const mostInt = 2 ** 31 - 1;

export const TokenUsage = builder.objectRef<UsageSource>('TokenUsage').implement({
  description: 'Tokens in disjoint buckets: each is counted once.',
  fields: (t) => ({
    inputTokens: t.exposeInt('inputTokens', { description: 'Prompt tokens at the full price.' }),
    cachedInputTokens: t.exposeInt('cachedInputTokens', {
      description: "Prompt tokens read from the provider's cache.",
    }),
    cacheWriteTokens: t.exposeInt('cacheWriteTokens', {
      description: "Prompt tokens written to the provider's cache.",
    }),
    outputTokens: t.exposeInt('outputTokens', { description: 'Answer tokens, without reasoning.' }),
    reasoningTokens: t.exposeInt('reasoningTokens', { description: 'Tokens spent thinking.' }),
    totalTokens: t.int({
      description: 'The sum of all, at most 2,147,483,647.',
      resolve: (usage) => Math.min(totalTokens(usage), mostInt),
    }),
  }),
});
