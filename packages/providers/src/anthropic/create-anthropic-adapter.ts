import type { Adapter } from '../contract/adapter.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { HttpAdapter } from '../http/http-adapter.ts';
import { openUpstream } from '../http/open-upstream.ts';
import { anthropicProtocol } from './anthropic-protocol.ts';

/** The adapter of any endpoint that speaks the anthropic dialect. `defaultBaseUrl` null: the operator must name one. */
export function createAnthropicAdapter(
  settings: ProviderSettings,
  defaultBaseUrl: string | null = null,
  protocol = anthropicProtocol,
): Adapter {
  const headers = {
    'anthropic-version': '2023-06-01',
    ...(settings.apiKey !== null && { 'x-api-key': settings.apiKey }),
  };
  return new HttpAdapter(openUpstream(settings, { baseUrl: defaultBaseUrl, headers }), protocol);
}
