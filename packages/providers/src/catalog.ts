import { createAnthropicAdapter } from './anthropic/create-anthropic-adapter.ts';
import { createCohereAdapter } from './cohere/create-cohere-adapter.ts';
import type { Adapter } from './contract/adapter.ts';
import type { ProviderSettings } from './contract/provider-settings.ts';
import type { Vendor } from './contract/vendor.ts';
import { createGoogleAdapter } from './google/create-google-adapter.ts';
import { createOllamaAdapter } from './ollama/create-ollama-adapter.ts';
import { createOpenAiAdapter } from './openai/create-openai-adapter.ts';
import { createResponsesAdapter } from './responses/create-responses-adapter.ts';
import { anthropic } from './vendors/anthropic.ts';
import { azureOpenAi } from './vendors/azure-openai.ts';
import { bedrock } from './vendors/bedrock.ts';
import { cohere } from './vendors/cohere.ts';
import { deepSeek } from './vendors/deepseek.ts';
import { fireworks } from './vendors/fireworks.ts';
import { google } from './vendors/google.ts';
import { groq } from './vendors/groq.ts';
import { huggingFace } from './vendors/huggingface.ts';
import { lmStudio } from './vendors/lm-studio.ts';
import { mistral } from './vendors/mistral.ts';
import { ollama } from './vendors/ollama.ts';
import { openai } from './vendors/openai.ts';
import { openRouter } from './vendors/openrouter.ts';
import { perplexity } from './vendors/perplexity.ts';
import { together } from './vendors/together.ts';
import { vertex } from './vendors/vertex.ts';
import { vllm } from './vendors/vllm.ts';
import { xai } from './vendors/xai.ts';

/** Every built-in vendor, by its id. */
export const vendors: Readonly<Record<string, Vendor>> = byId([
  openai,
  azureOpenAi,
  anthropic,
  google,
  cohere,
  mistral,
  bedrock,
  vertex,
  together,
  huggingFace,
  groq,
  deepSeek,
  xai,
  openRouter,
  fireworks,
  perplexity,
  ollama,
  lmStudio,
  vllm,
]);

/** Makes the adapter of an endpoint with a dialect and without a built-in vendor. */
export type DialectFactory = (settings: ProviderSettings) => Adapter;

/** Every dialect of custom endpoints, by its name in the policy. */
export const dialects: Readonly<Record<string, DialectFactory>> = Object.freeze({
  openai: createOpenAiAdapter,
  responses: createResponsesAdapter,
  anthropic: (settings: ProviderSettings): Adapter => createAnthropicAdapter(settings),
  google: (settings: ProviderSettings): Adapter => createGoogleAdapter(settings),
  cohere: (settings: ProviderSettings): Adapter => createCohereAdapter(settings),
  ollama: (settings: ProviderSettings): Adapter => createOllamaAdapter(settings),
});

/** The dialects that accept images only by value. */
export const dialectsOfImagesByValue: ReadonlySet<string> = new Set(['ollama']);

function byId(list: readonly Vendor[]): Readonly<Record<string, Vendor>> {
  return Object.freeze(Object.fromEntries(list.map((vendor) => [vendor.id, Object.freeze(vendor)])));
}
