import { type Capability, capabilities } from './capability.ts';
import { closest } from './check/closest.ts';

/** Other words in use for the same thing. */
const synonyms: ReadonlyMap<string, Capability> = new Map(
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
  } satisfies Record<string, Capability>),
);

/** The capability that a word names, in any spelling; null for none. */
export function capabilityNamed(word: string): Capability | null {
  const name = word.trim().toLowerCase().replaceAll(/[-\s]/g, '_');
  return capabilities.find((capability) => capability === name) ?? synonyms.get(name) ?? null;
}

/** What a word that names no capability was probably meant to be. */
export function closestCapability(word: string): Capability | null {
  const near = closest(word, [...capabilities, ...synonyms.keys()]);
  return near === null ? null : capabilityNamed(near);
}
