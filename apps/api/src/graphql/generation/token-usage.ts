import { totalTokens, type TokenUsage as UsageSource } from '@penstock/providers';
import { builder } from '../builder.ts';
import { tokenFields } from './token-fields.ts';

/** The largest value of GraphQL's `Int`. */
const mostInt = 2 ** 31 - 1;

export const TokenUsage = builder.objectRef<UsageSource>('TokenUsage').implement({
  description: 'Tokens in disjoint buckets: each token is in exactly one.',
  fields: (t) => ({
    ...tokenFields((bucket, options) => t.exposeInt(bucket, options)),
    totalTokens: t.int({
      description: 'The sum of all buckets, at most 2,147,483,647.',
      resolve: (usage) => Math.min(totalTokens(usage), mostInt),
    }),
  }),
});
