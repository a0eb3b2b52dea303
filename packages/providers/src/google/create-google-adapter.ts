import type { Adapter } from '../contract/adapter.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { HttpAdapter } from '../http/http-adapter.ts';
import { openUpstream } from '../http/open-upstream.ts';
import { googleProtocol } from './google-protocol.ts';

/** The adapter of any endpoint that speaks the google dialect. `defaultBaseUrl` null: the operator must name one. */
export function createGoogleAdapter(settings: ProviderSettings, defaultBaseUrl: string | null = null): Adapter {
  const headers: Record<string, string> = settings.apiKey === null ? {} : { 'x-goog-api-key': settings.apiKey };
  return new HttpAdapter(openUpstream(settings, { baseUrl: defaultBaseUrl, headers }), googleProtocol);
}
