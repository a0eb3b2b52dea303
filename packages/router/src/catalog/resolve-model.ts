import type { Capability } from '../policy/capability.ts';
import { capabilityImpliedBy } from '../policy/capability-names.ts';
import type { ModelPolicy } from '../policy/model-policy.ts';
import type { Deployment, Model } from './model.ts';
import type { Price } from './price.ts';
import type { Listing } from './price-list.ts';
import type { Provider } from './provider.ts';
import { resolvePrice } from './resolve-price.ts';

/** The default if neither the policy nor the price list has a value. Tokens. */
const defaultContextWindow = 8_192;
const defaultMaxOutputTokens = 4_096;

/** The smallest context window of a long-context model. Tokens. */
const longContextFrom = 100_000;

/** Defaults until traffic is measured, for models without figures. */
const defaultLatency = { firstTokenMs: 700, thinkingFirstTokenMs: 6_000, tokensPerSecond: 70 };
const localLatency = { firstTokenMs: 500, thinkingFirstTokenMs: 4_000, tokensPerSecond: 35 };

/** The quality of a model with unknown quality. */
export const unknownQuality: Model['quality'] = Object.freeze({ score: 0.5, source: 'estimate' });

/** A model of the catalog. The policy's facts come first, then the price list's, then defaults. */
export function resolveModel(
  policy: ModelPolicy,
  provider: Provider,
  listing: Listing | null,
  findProvider: (id: string) => Provider | undefined,
): Model {
  const contextWindow = contextWindowOf(policy, listing);
  const thinksFirst = policy.thinksFirst ?? false;
  const latency = provider.isLocal ? localLatency : defaultLatency;
  const deployments = usableDeployments(policy, findProvider);
  const price = resolvePrice(policy, provider, listing);
  return {
    id: policy.id,
    providerId: policy.providerId,
    name: policy.name,
    displayName: policy.displayName ?? policy.name,
    contextWindow,
    maxOutputTokens: maxOutputTokensOf(policy, contextWindow),
    capabilities: capabilitiesOf(policy, contextWindow),
    tags: policy.tags ?? [],
    useCases: policy.useCases ?? [],
    quality: policy.quality ?? unknownQuality,
    price,
    expectedLatency: {
      firstTokenMs: policy.latency?.firstTokenMs ?? (thinksFirst ? latency.thinkingFirstTokenMs : latency.firstTokenMs),
      tokensPerSecond: policy.latency?.tokensPerSecond ?? latency.tokensPerSecond,
    },
    isLocal: provider.isLocal,
    isSandbox: provider.isSandbox,
    promptCache: { minTokens: policy.cacheMinTokens, ttlS: policy.cacheTtlS },
    takesPrefill: policy.takesPrefill ?? false,
    thinksFirst,
    takesSampling: policy.takesSampling ?? true,
    efforts: policy.efforts,
    isActive: policy.isActive ?? true,
    isConfigured: deployments.some((deployment) => findProvider(deployment.providerId)?.isConfigured === true),
    prefersStatedCost: prefersStated(provider, price),
    deployments,
    releasedAt: policy.releasedAt,
    deprecatedAt: policy.deprecatedAt,
  };
}

function prefersStated({ statedCost }: Provider, price: Price | null): boolean {
  return statedCost === 'first' || (statedCost === 'before-list' && price?.source !== 'policy');
}

function contextWindowOf({ contextWindow, maxTokens }: ModelPolicy, listing: Listing | null): number {
  if (contextWindow !== null) return contextWindow;
  const known = listing?.contextWindow ?? null;
  if (known === null) return maxTokens ?? defaultContextWindow;
  return Math.max(known, maxTokens ?? 0);
}

/** The classic `max_tokens` below the window limits the answer. A value equal to the window means the window. */
function maxOutputTokensOf({ maxOutputTokens, maxTokens }: ModelPolicy, contextWindow: number): number {
  if (maxOutputTokens !== null) return Math.min(maxOutputTokens, contextWindow);
  if (maxTokens !== null && maxTokens < contextWindow) return maxTokens;
  return Math.min(defaultMaxOutputTokens, contextWindow);
}

/**
 * Adds derived capabilities: text unless it only embeds, long context from the window, JSON from schemas, reasoning
 * from complex reasoning.
 */
function capabilitiesOf({ capabilities }: ModelPolicy, contextWindow: number): ReadonlySet<Capability> {
  const all = new Set<Capability>(capabilities ?? []);
  for (const capability of capabilities ?? []) {
    const implied = capabilityImpliedBy(capability);
    if (implied !== null) all.add(implied);
  }
  if (!all.has('embeddings')) all.add('text');
  if (all.has('text') && contextWindow >= longContextFrom) all.add('long_context');
  if (all.has('json_schema')) all.add('json_mode');
  return all;
}

/** The usable deployments. All deployments if none is usable. */
function usableDeployments(policy: ModelPolicy, findProvider: (id: string) => Provider | undefined): Deployment[] {
  const stated = policy.deployments ?? [
    { id: 'default', providerId: policy.providerId, upstreamName: null, weight: 1 },
  ];
  const all = stated.map((deployment) => ({
    ...deployment,
    upstreamName: deployment.upstreamName ?? policy.upstreamName ?? policy.name,
    ...((policy.api ?? findProvider(deployment.providerId)?.api) === 'responses' && { api: 'responses' as const }),
    ...extraBodyOf(findProvider(deployment.providerId)?.extraBody ?? null, policy.extraBody),
  }));
  const configured = all.filter(({ providerId }) => findProvider(providerId)?.isConfigured === true);
  return configured.length > 0 ? configured : all;
}

/** The model's members over the provider's. Objects are joined member by member; any other value replaces. */
function extraBodyOf(ofProvider: JsonObject | null, ofModel: JsonObject | null): Pick<Deployment, 'extraBody'> {
  const extraBody =
    ofProvider === null || ofModel === null ? (ofModel ?? ofProvider) : joinObjects(ofProvider, ofModel);
  return extraBody === null ? {} : { extraBody };
}

type JsonObject = Readonly<Record<string, unknown>>;

function joinObjects(base: JsonObject, added: JsonObject): JsonObject {
  const joined = Object.entries(added).map(([name, value]): [string, unknown] => {
    const known = Object.hasOwn(base, name) ? base[name] : undefined;
    return [name, isObject(known) && isObject(value) ? joinObjects(known, value) : value];
  });
  return Object.fromEntries([...Object.entries(base), ...joined]);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
