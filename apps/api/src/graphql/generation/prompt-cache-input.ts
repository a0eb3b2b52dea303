import { builder } from '../builder.ts';

const PromptCacheMode = builder.enumType('PromptCacheMode', {
  description: 'Which parts of a prompt a provider is told to cache.',
  values: {
    AUTO: {
      value: 'auto',
      description:
        'Breakpoints are set for providers that need them, where the prompt is long enough to gain and the request has none of its own.',
    },
    MARKED: { value: 'marked', description: 'Only the breakpoints of the request.' },
    OFF: { value: 'off', description: 'No breakpoints. Providers that cache by themselves still do.' },
  } as const,
});

const PromptCacheTtl = builder.enumType('PromptCacheTtl', {
  description: 'How long a provider keeps a prompt.',
  values: {
    SHORT: { value: 'short', description: 'Five minutes.' },
    LONG: { value: 'long', description: 'An hour, at the price of longer writes.' },
  } as const,
});

export const PromptCacheInput = builder.inputType('PromptCacheInput', {
  description: 'How the prompt is cached, for providers that need to be told.',
  fields: (t) => ({
    mode: t.field({ type: PromptCacheMode, description: 'Default AUTO.' }),
    ttl: t.field({ type: PromptCacheTtl, description: 'For breakpoints set by AUTO. Default SHORT.' }),
  }),
});
