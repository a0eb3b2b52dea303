import type { Adapter } from '../contract/adapter.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { HttpAdapter } from '../http/http-adapter.ts';
import { bearerHeader, openUpstream } from '../http/open-upstream.ts';
import { openAiDefaults } from '../openai/dialect.ts';
import { openAiProtocol } from '../openai/openai-protocol.ts';
import { responsesProtocol } from './responses-protocol.ts';

/** The adapter of any endpoint of OpenAI's Responses. The operator sets its address. */
export function createResponsesAdapter(settings: ProviderSettings): Adapter {
  const upstream = openUpstream(settings, { baseUrl: null, headers: bearerHeader(settings) });
  const { models, embeddings } = openAiProtocol(openAiDefaults);
  return new HttpAdapter(upstream, responsesProtocol({ path: openAiDefaults.responsesPath, models, embeddings }));
}
