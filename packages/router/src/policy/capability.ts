/** The capabilities that Penstock itself knows: it derives some, and requires some for tools, images, documents, sounds and schemas. */
export const capabilities = [
  'text',
  'code',
  'reasoning',
  'analysis',
  'long_context',
  'vision',
  'pdf',
  'audio',
  'function_calling',
  'json_mode',
  'json_schema',
  'multilingual',
  'creative',
  'fast',
  'embeddings',
] as const;

/** One of the capabilities that Penstock itself knows. */
export type KnownCapability = (typeof capabilities)[number];

/**
 * What a model can do, as the policy declares it and requests ask for it: a known one, or any other word of the policy
 * in the form of `capabilityNamed`, as `complex_reasoning`.
 */
export type Capability = KnownCapability | (string & {});
