import { builder } from '../builder.ts';

const PromptCacheMode = builder.enumType('PromptCacheMode', {
  description: 'The parts of a prompt that a provider should cache.',
  values: {
    AUTO: {
      value: 'auto',
      description:
        'Sets breakpoints for providers that need them, if the prompt is long enough and the request has none.',
    },
    MARKED: { value: 'marked', description: 'Uses only the breakpoints of the request.' },
    OFF: { value: 'off', description: 'Sets no breakpoints. Providers that cache automatically still do.' },
  } as const,
});

const PromptCacheTtl = builder.enumType('PromptCacheTtl', {
  description: 'The time for which a provider caches a prompt.',
  values: {
    SHORT: { value: 'short', description: 'Five minutes.' },
    LONG: { value: 'long', description: 'An hour; cache writes cost more.' },
  } as const,
});

export const PromptCacheInput = builder.inputType('PromptCacheInput', {
  description: 'The caching of the prompt, for providers that need instructions.',
  fields: (t) => ({
    mode: t.field({ type: PromptCacheMode, description: 'The breakpoints to set. Default AUTO.' }),
    ttl: t.field({ type: PromptCacheTtl, description: 'The cache time of breakpoints set by AUTO. Default SHORT.' }),
  }),
});
