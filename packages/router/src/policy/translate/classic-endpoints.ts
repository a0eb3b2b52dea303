import type { PolicyDocument } from '../schema/policy-document.ts';
import type { ProviderEntry } from '../schema/provider-entry.ts';
import { variablesIn } from '../source/environment-reference.ts';
import type { PolicySource } from '../source/policy-source.ts';

export type EndpointProviders = {
  /** The document's providers with the addresses of its models. */
  providers: Readonly<Record<string, ProviderEntry>>;
  /** The serving provider by model id, for models whose address differs from their provider's. */
  servedBy: ReadonlyMap<string, string>;
  /** The file's text for an address from a variable, by provider id. */
  written: ReadonlyMap<string, string>;
};

/**
 * The classic format has an address per model. The first address becomes the provider's, if the provider has none. A
 * model with another address gets its own provider, which differs only in the address. Its id is
 * `ollama@10.0.0.7:11434`, or `ollama@GPU_BOX_URL` for an address from a variable.
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

/** The name of an address: its host, or its variables. */
function placeOf(baseUrl: string, written: string | null): string {
  return written === null ? new URL(baseUrl).host : variablesIn(written).join('+');
}

/** `ollama@host`, `ollama@host-2` …: the first id that is free, or has this address already. */
function ownProviderId(base: string, baseUrl: string, providers: Readonly<Record<string, ProviderEntry>>): string {
  const isOther = (id: string) => providers[id] !== undefined && providers[id].base_url !== baseUrl;
  let id = base;
  for (let number = 2; isOther(id); number++) id = `${base}-${number}`;
  return id;
}

/** Classic files often state the address of the call; the adapter needs its base. */
function withoutCallPath(endpoint: string): string {
  return endpoint
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\/(chat\/completions|completions|messages|api\/chat|api\/generate|chat)$/, '');
}
