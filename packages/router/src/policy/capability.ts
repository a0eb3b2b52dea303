/** What a model can do, as requests ask for it and the policy declares it. */
export const capabilities = [
  'text',
  'code',
  'reasoning',
  'analysis',
  'long_context',
  'vision',
  'function_calling',
  'json_mode',
  'json_schema',
  'multilingual',
  'creative',
  'fast',
  'embeddings',
] as const;

export type Capability = (typeof capabilities)[number];
