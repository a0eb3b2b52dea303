import type { PolicyDocument } from '../schema/policy-document.ts';
import type { ProviderEntry } from '../schema/provider-entry.ts';

export type EndpointProviders = {
  /** The document's providers with the addresses that its models bring. */
  providers: Readonly<Record<string, ProviderEntry>>;
  /** Model id to the provider that serves it, for models whose address is not their provider's. */
  servedBy: ReadonlyMap<string, string>;
};

/**
 * The classic format gives an address per model. The first one becomes the provider's, where that has none; a model
 * with another address gets a provider of its own, like its provider but for the address: `ollama@10.0.0.7:11434`.
 */
export function readClassicEndpoints(document: PolicyDocument): EndpointProviders {
  const providers: Record<string, ProviderEntry> = {};
  for (const [id, entry] of Object.entries(document.providers ?? {})) providers[id] = entry ?? {};
  const servedBy = new Map<string, string>();
  for (const [providerId, models] of Object.entries(document.models)) {
    for (const [name, entry] of Object.entries(models)) {
      if (typeof entry?.endpoint !== 'string') continue;
      const baseUrl = withoutCallPath(entry.endpoint);
      const own = providers[providerId] ?? {};
      if (typeof own.base_url !== 'string') providers[providerId] = { ...own, base_url: baseUrl };
      else if (own.base_url !== baseUrl) {
        const otherId = `${providerId}@${new URL(baseUrl).host}`;
        providers[otherId] ??= { ...own, vendor: own.vendor ?? providerId, base_url: baseUrl };
        servedBy.set(`${providerId}/${name}`, otherId);
      }
    }
  }
  return { providers, servedBy };
}

/** Classic files often give the address of the call; the adapter wants what stands before it. */
function withoutCallPath(endpoint: string): string {
  return endpoint
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\/(chat\/completions|completions|messages|api\/chat|api\/generate|chat)$/, '');
}
