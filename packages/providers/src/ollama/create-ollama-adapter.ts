import type { Adapter } from '../contract/adapter.ts';
import type { ProviderSettings } from '../contract/provider-settings.ts';
import { HttpAdapter } from '../http/http-adapter.ts';
import { bearerHeader, openUpstream } from '../http/open-upstream.ts';
import { ollamaProtocol } from './ollama-protocol.ts';

/**
 * The adapter of any endpoint that speaks the ollama dialect. `defaultBaseUrl` null: the operator must name one. A
 * `/v1` or `/api` at its end, as other tools require it, is accepted.
 */
export function createOllamaAdapter(settings: ProviderSettings, defaultBaseUrl: string | null = null): Adapter {
  const baseUrl = settings.baseUrl?.replace(/\/(?:v1|api)\/*$/, '') ?? null;
  const upstream = openUpstream({ ...settings, baseUrl }, { baseUrl: defaultBaseUrl, headers: bearerHeader(settings) });
  const window = { numCtx: settings.numCtx ?? null, maxNumCtx: settings.maxNumCtx ?? null };
  return new HttpAdapter(upstream, ollamaProtocol(window));
}
