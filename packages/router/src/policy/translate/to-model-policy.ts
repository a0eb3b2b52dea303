import type { Capability } from '../capability.ts';
import { capabilityNamed } from '../capability-names.ts';
import { splitModelId } from '../model-id.ts';
import type { DeploymentPolicy, ModelPolicy, PricePolicy, QualitySource } from '../model-policy.ts';
import type { ModelEntry } from '../schema/model-entry.ts';

/**
 * Translates a checked entry into domain types. `endpointProviderId`: the serving provider, if the endpoint differs
 * from its provider's.
 */
export function toModelPolicy(id: string, entry: ModelEntry, endpointProviderId: string | null = null): ModelPolicy {
  const { providerId, name } = splitModelId(id);
  const words = entry.capabilities ?? null;
  return {
    id,
    providerId,
    name,
    displayName: entry.display_name ?? null,
    upstreamName: entry.upstream_name ?? null,
    contextWindow: entry.context_window ?? null,
    maxOutputTokens: entry.max_output_tokens ?? null,
    maxTokens: entry.max_tokens ?? null,
    capabilities: words === null ? null : capabilitiesIn(words),
    quality: entry.quality === undefined ? null : qualityOf(entry.quality),
    price: priceOf(entry),
    serviceTiers: entry.service_tiers === undefined ? null : serviceTiersOf(entry.service_tiers),
    searchFees: entry.search_fees ?? null,
    tags: entry.tags ?? null,
    useCases: entry.use_cases ?? null,
    latency: latencyOf(entry),
    cacheMinTokens: entry.cache?.min_tokens ?? null,
    cacheTtlS: entry.cache?.ttl_s ?? null,
    isLocal: entry.local ?? null,
    takesPrefill: entry.prefill ?? null,
    thinksFirst: entry.thinks_first ?? null,
    takesSampling: entry.sampling ?? null,
    efforts: entry.efforts ?? null,
    api: entry.api ?? null,
    extraBody: entry.extra_body ?? null,
    isActive: entry.active ?? null,
    isClassic: isClassic(entry) ? true : null,
    deployments: deploymentsOf(entry, providerId, endpointProviderId),
    releasedAt: entry.released ?? null,
    deprecatedAt: entry.deprecated_at ?? null,
  };
}

function capabilitiesIn(words: readonly string[]): Capability[] {
  return [...new Set(words.map(capabilityNamed))];
}

function latencyOf({ latency }: ModelEntry): ModelPolicy['latency'] {
  if (latency === undefined) return null;
  return { firstTokenMs: latency.first_token_ms ?? null, tokensPerSecond: latency.tokens_per_second ?? null };
}

function priceOf({ price, cost_per_1k_tokens: classic }: ModelEntry): PricePolicy | null {
  if (price !== undefined) {
    return {
      inputUsdPerMTok: price.input_per_mtok,
      cachedInputUsdPerMTok: price.cached_input_per_mtok ?? null,
      cacheWriteUsdPerMTok: price.cache_write_per_mtok ?? null,
      cacheWriteHourUsdPerMTok: price.cache_write_1h_per_mtok ?? null,
      outputUsdPerMTok: price.output_per_mtok,
      audioInputUsdPerMTok: price.audio_input_per_mtok ?? null,
      audioOutputUsdPerMTok: price.audio_output_per_mtok ?? null,
      imageOutputUsdPerMTok: price.image_output_per_mtok ?? null,
      requestUsd: price.per_request ?? null,
      tiers: tiersOf(price.tiers ?? []),
    };
  }
  if (classic === undefined) return null;
  const { input, output } = typeof classic === 'number' ? { input: classic, output: classic } : classic;
  return {
    inputUsdPerMTok: perMTok(input),
    cachedInputUsdPerMTok: null,
    cacheWriteUsdPerMTok: null,
    cacheWriteHourUsdPerMTok: null,
    outputUsdPerMTok: perMTok(output),
    audioInputUsdPerMTok: null,
    audioOutputUsdPerMTok: null,
    imageOutputUsdPerMTok: null,
    requestUsd: null,
    tiers: [],
  };
}

type PriceTiers = NonNullable<NonNullable<ModelEntry['price']>['tiers']>;

function tiersOf(tiers: PriceTiers): PricePolicy['tiers'] {
  const all = tiers.map((tier) => ({
    aboveInputTokens: tier.above_input_tokens,
    inputUsdPerMTok: tier.input_per_mtok,
    cachedInputUsdPerMTok: tier.cached_input_per_mtok ?? null,
    cacheWriteUsdPerMTok: tier.cache_write_per_mtok ?? null,
    cacheWriteHourUsdPerMTok: tier.cache_write_1h_per_mtok ?? null,
    outputUsdPerMTok: tier.output_per_mtok,
  }));
  return all.toSorted((left, right) => left.aboveInputTokens - right.aboveInputTokens);
}

function serviceTiersOf(tiers: NonNullable<ModelEntry['service_tiers']>): ModelPolicy['serviceTiers'] {
  return Object.fromEntries(
    Object.entries(tiers).map(([name, tier]) => [
      name,
      {
        inputUsdPerMTok: tier.input_per_mtok,
        cachedInputUsdPerMTok: tier.cached_input_per_mtok ?? null,
        outputUsdPerMTok: tier.output_per_mtok,
      },
    ]),
  );
}

/** Whether an entry has the classic format, whose capabilities describe uses. */
function isClassic(entry: ModelEntry): boolean {
  return entry.cost_per_1k_tokens !== undefined || entry.max_tokens !== undefined || typeof entry.endpoint === 'string';
}

/** Converts from a thousand tokens to a million, without rounding errors: 0.0015 is 1.5, not 1.4999…. */
function perMTok(per1kTokens: number): number {
  return Number((per1kTokens * 1000).toPrecision(12));
}

function deploymentsOf(
  entry: ModelEntry,
  ownProvider: string,
  endpointProvider: string | null,
): DeploymentPolicy[] | null {
  if (entry.deployments === undefined) {
    if (endpointProvider === null) return null;
    const upstreamName = entry.upstream_name ?? null;
    return [{ id: 'default', providerId: endpointProvider, upstreamName, weight: 1 }];
  }
  const taken = new Set(entry.deployments.map(({ id }) => id));
  return entry.deployments.map(({ id, provider, name, weight }) => {
    const providerId = provider ?? endpointProvider ?? ownProvider;
    return { id: id ?? freeName(providerId, taken), providerId, upstreamName: name ?? null, weight: weight ?? 1 };
  });
}

/** `azure-eu`, `azure-eu-2` …. Reserves the name. */
function freeName(base: string, taken: Set<string | undefined>): string {
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  taken.add(name);
  return name;
}

/** Arena scores for the qualities 0 and 1: below the weakest models in use, and above the strongest models. */
const arenaFloor = 900;
const arenaCeiling = 1500;

/**
 * Quality on one scale of 0–1. An LMArena score is mapped by (score − 900) ÷ 600 and clamped to 0–1. So 100 points are an
 * expected win rate of 64 %, and a sixth of the scale.
 */
export function qualityOf(entry: NonNullable<ModelEntry['quality']>): { score: number; source: QualitySource } {
  if (typeof entry === 'number') return { score: entry, source: 'policy' };
  if ('benchmark' in entry) return { score: entry.benchmark, source: 'benchmark' };
  if ('estimate' in entry) return { score: entry.estimate, source: 'estimate' };
  const share = (entry.arena - arenaFloor) / (arenaCeiling - arenaFloor);
  return { score: Math.min(1, Math.max(0, share)), source: 'arena' };
}
