import { type Capability, capabilities, type KnownCapability } from './capability.ts';
import { closest } from './check/closest.ts';

/** Synonyms of known capabilities. */
const synonyms: ReadonlyMap<string, KnownCapability> = new Map(
  Object.entries({
    chat: 'text',
    completion: 'text',
    conversation: 'text',
    text_generation: 'text',
    general: 'text',
    coding: 'code',
    code_generation: 'code',
    programming: 'code',
    math: 'reasoning',
    logic: 'reasoning',
    thinking: 'reasoning',
    analytical: 'analysis',
    summarization: 'analysis',
    long_document: 'long_context',
    large_context: 'long_context',
    image: 'vision',
    images: 'vision',
    multimodal: 'vision',
    document: 'pdf',
    documents: 'pdf',
    sound: 'audio',
    speech: 'audio',
    functions: 'function_calling',
    tools: 'function_calling',
    tool_use: 'function_calling',
    tool_calling: 'function_calling',
    json: 'json_mode',
    structured_output: 'json_schema',
    multi_language: 'multilingual',
    translation: 'multilingual',
    writing: 'creative',
    creative_writing: 'creative',
    speed: 'fast',
    low_latency: 'fast',
    embedding: 'embeddings',
  } satisfies Record<string, KnownCapability>),
);

/** Narrower words. A model with such a capability also has the wider capability, but not the reverse. */
const narrower: ReadonlyMap<string, KnownCapability> = new Map(
  Object.entries({
    complex_reasoning: 'reasoning',
    advanced_reasoning: 'reasoning',
    deep_reasoning: 'reasoning',
    complex_analysis: 'analysis',
    data_analysis: 'analysis',
  } satisfies Record<string, KnownCapability>),
);

/** The capability for a policy's word, in any spelling. A known capability, or the word itself. */
export function capabilityNamed(word: string): Capability {
  const name = plainName(word);
  return isKnown(name) ? name : (synonyms.get(name) ?? name);
}

/** The known capability that another capability implies: `reasoning` for `complex_reasoning`. Null for none. */
export function capabilityImpliedBy(capability: Capability): KnownCapability | null {
  return narrower.get(capability) ?? null;
}

/**
 * The capability for a request's word: a capability of the catalog's models, a known capability, or the target of a
 * synonym. Null for none.
 */
export function findCapability(word: string, catalog: CapabilityHolder): Capability | null {
  const name = capabilityNamed(word);
  if (isKnown(name) || catalog.capabilities.has(name)) return name;
  return narrower.get(name) ?? null;
}

/** The capabilities of a catalog. */
export type CapabilityHolder = {
  /** All capabilities of its models. */
  capabilities: ReadonlySet<Capability>;
};

/**
 * The capabilities that a request may name, without synonyms: the known capabilities, then the catalog's custom
 * capabilities.
 */
export function listCapabilities({ capabilities: ofModels }: CapabilityHolder): Capability[] {
  return [...new Set<Capability>([...capabilities, ...ofModels])];
}

/** The capability whose name or synonym is most similar to an unknown word. Null if none is similar. */
export function closestCapability(word: string, holder: CapabilityHolder): Capability | null {
  const near = closest(word, [...listCapabilities(holder), ...synonyms.keys()]);
  return near === null ? null : capabilityNamed(near);
}

/**
 * The known capability that differs from a policy's word by one typing error. Null for a custom capability. Words of
 * fewer than six letters have no typing errors: `fact` is not `fast`.
 */
export function mistypedCapability(word: string): KnownCapability | null {
  const name = capabilityNamed(word);
  if (isKnown(name) || narrower.has(name)) return null;
  const near = closest(name, [...capabilities, ...synonyms.keys()], 1);
  if (near === null || Math.max(near.length, name.length) < 6) return null;
  const meant = capabilityNamed(near);
  return isKnown(meant) ? meant : null;
}

function isKnown(name: string): name is KnownCapability {
  return capabilities.some((capability) => capability === name);
}

/** `Code generation`, `code-generation` and `code_generation` are the same word. */
function plainName(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replaceAll(/[-\s]+/g, '_');
}
