import type { Adapter } from '../contract/adapter.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { HttpAdapter } from '../http/http-adapter.ts';
import { bearerHeader, openUpstream } from '../http/open-upstream.ts';
import { cohereProtocol } from './cohere-protocol.ts';

/**
 * The adapter of any endpoint that speaks the cohere dialect. `defaultBaseUrl` null: the operator must name one, with
 * or without the version at its end.
 */
export function createCohereAdapter(settings: ProviderSettings, defaultBaseUrl: string | null = null): Adapter {
  const baseUrl = settings.baseUrl?.replace(/\/v[12]\/*$/, '') ?? null;
  const upstream = openUpstream({ ...settings, baseUrl }, { baseUrl: defaultBaseUrl, headers: bearerHeader(settings) });
  return new HttpAdapter(upstream, cohereProtocol);
}
