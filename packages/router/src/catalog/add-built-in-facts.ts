import type { Capability } from '../policy/capability.ts';
import type { ModelPolicy } from '../policy/model-policy.ts';
import { builtInModels } from './built-in-models.ts';
import type { Provider } from './provider.ts';

/** Capabilities of a protocol, which the classic format does not list. */
const carried: ReadonlySet<Capability> = new Set([
  'vision',
  'pdf',
  'audio',
  'function_calling',
  'json_mode',
  'json_schema',
  'embeddings',
]);

/**
 * Adds the facts of the built-in catalog that the policy omits. Returns the model unchanged if the catalog does not
 * know it, or if a provider other than the vendor serves it.
 */
export function addBuiltInFacts(model: ModelPolicy, { vendorId, isLocal, settings }: Provider): ModelPolicy {
  if (vendorId === null) return model;
  const known = builtInModels();
  const asUpstream = model.upstreamName === null ? undefined : known.findUpstream(vendorId, model.upstreamName);
  const facts = asUpstream ?? known.find(vendorId, model.name) ?? known.findUpstream(vendorId, model.name);
  if (facts === undefined) return model;
  const isSameName = facts.name === model.name;
  return {
    ...model,
    displayName: model.displayName ?? (isSameName ? facts.displayName : null),
    upstreamName: model.upstreamName ?? (isSameName ? facts.upstreamName : null),
    contextWindow: model.contextWindow ?? facts.contextWindow,
    maxOutputTokens: model.maxOutputTokens ?? longestAnswer(model, facts),
    capabilities: capabilitiesOf(model, facts),
    quality: model.quality ?? facts.quality,
    price: model.price ?? (isLocal ? null : facts.price),
    // A stated price is a contract, so the public tiers do not apply.
    serviceTiers: model.serviceTiers ?? (model.price === null ? facts.serviceTiers : null),
    searchFees: model.searchFees ?? (model.price === null ? facts.searchFees : null),
    tags: model.tags ?? facts.tags,
    useCases: model.useCases ?? facts.useCases,
    latency: {
      firstTokenMs: model.latency?.firstTokenMs ?? facts.latency?.firstTokenMs ?? null,
      tokensPerSecond: model.latency?.tokensPerSecond ?? facts.latency?.tokensPerSecond ?? null,
    },
    takesPrefill: model.takesPrefill ?? facts.takesPrefill,
    thinksFirst: model.thinksFirst ?? facts.thinksFirst,
    takesSampling: model.takesSampling ?? facts.takesSampling,
    efforts: model.efforts ?? facts.efforts,
    api: model.api ?? facts.api,
    cacheMinTokens: model.cacheMinTokens ?? facts.cacheMinTokens,
    releasedAt: model.releasedAt ?? facts.releasedAt,
    // Another provider may serve a model for longer.
    deprecatedAt: model.deprecatedAt ?? (settings.baseUrl === null ? facts.deprecatedAt : null),
  };
}

/**
 * The classic `max_tokens` below the window limits the answer. It comes before the catalog's fact, because the file
 * states it.
 */
function longestAnswer({ maxTokens, contextWindow }: ModelPolicy, facts: ModelPolicy): number | null {
  const window = contextWindow ?? facts.contextWindow;
  return maxTokens !== null && window !== null && maxTokens < window ? maxTokens : facts.maxOutputTokens;
}

function capabilitiesOf({ capabilities, isClassic }: ModelPolicy, facts: ModelPolicy): ModelPolicy['capabilities'] {
  if (capabilities === null) return facts.capabilities;
  if (isClassic === null) return capabilities;
  return [...new Set([...capabilities, ...(facts.capabilities ?? []).filter((one) => carried.has(one))])];
}
