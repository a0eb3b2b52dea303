/**
 * The capabilities that Penstock itself knows. It derives some, and requires some for tools, images, documents, sounds
 * and schemas.
 */
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

/** One of the known capabilities. */
export type KnownCapability = (typeof capabilities)[number];

/**
 * A capability of a model, as the policy and requests name it. A known one, or a custom word of the policy in the form
 * of `capabilityNamed`, as `complex_reasoning`.
 */
export type Capability = KnownCapability | (string & {});
