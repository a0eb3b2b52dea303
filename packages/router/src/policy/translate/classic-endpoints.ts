import type { PolicyDocument } from '../schema/policy-document.ts';
import type { ProviderEntry } from '../schema/provider-entry.ts';
import { variablesIn } from '../source/environment-reference.ts';
import type { PolicySource } from '../source/policy-source.ts';

export type EndpointProviders = {
  /** The document's providers with the addresses that its models bring. */
  providers: Readonly<Record<string, ProviderEntry>>;
  /** Model id to the provider that serves it, for models whose address is not their provider's. */
  servedBy: ReadonlyMap<string, string>;
  /** Provider id to its address as the file writes it, where a variable stands in it. */
  written: ReadonlyMap<string, string>;
};

/**
 * The classic format gives an address per model. The first one becomes the provider's, where that has none; a model
 * with another address gets a provider of its own, like its provider but for the address: `ollama@10.0.0.7:11434`, or
 * `ollama@GPU_BOX_URL` where the address is that variable's.
 */
export function readClassicEndpoints(
  document: PolicyDocument,
  writtenAs: PolicySource['writtenAs'],
): EndpointProviders {
  const providers: Record<string, ProviderEntry> = {};
  const written = new Map<string, string>();
  for (const [id, entry] of Object.entries(document.providers ?? {})) {
    providers[id] = entry ?? {};
    const text = writtenAs(['providers', id, 'base_url']);
    if (text !== null) written.set(id, text);
  }
  const servedBy = new Map<string, string>();
  for (const [providerId, models] of Object.entries(document.models)) {
    for (const [name, entry] of Object.entries(models)) {
      if (typeof entry?.endpoint !== 'string') continue;
      const baseUrl = withoutCallPath(entry.endpoint);
      const text = writtenAs(['models', providerId, name, 'endpoint']);
      const own = providers[providerId] ?? {};
      const servingId =
        typeof own.base_url !== 'string' || own.base_url === baseUrl
          ? providerId
          : ownProviderId(`${providerId}@${placeOf(baseUrl, text)}`, baseUrl, providers);
      if (servingId !== providerId) servedBy.set(`${providerId}/${name}`, servingId);
      if (providers[servingId]?.base_url === baseUrl) continue;
      const vendor = servingId === providerId ? {} : { vendor: own.vendor ?? providerId };
      providers[servingId] = { ...own, ...vendor, base_url: baseUrl };
      if (text !== null) written.set(servingId, text);
    }
  }
  return { providers, servedBy, written };
}

/** What an address is called after: its host, or the variables that it is taken from. */
function placeOf(baseUrl: string, written: string | null): string {
  return written === null ? new URL(baseUrl).host : variablesIn(written).join('+');
}

/** `ollama@host`, `ollama@host-2` …: the first that is free, or has this address already. */
function ownProviderId(base: string, baseUrl: string, providers: Readonly<Record<string, ProviderEntry>>): string {
  const isOther = (id: string) => providers[id] !== undefined && providers[id].base_url !== baseUrl;
  let id = base;
  for (let number = 2; isOther(id); number++) id = `${base}-${number}`;
  return id;
}

/** Classic files often give the address of the call; the adapter wants what stands before it. */
function withoutCallPath(endpoint: string): string {
  return endpoint
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\/(chat\/completions|completions|messages|api\/chat|api\/generate|chat)$/, '');
}
