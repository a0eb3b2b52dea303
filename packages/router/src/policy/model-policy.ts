import type { ReasoningEffort } from '@penstock/providers';
import type { Capability } from './capability.ts';
import type { OpenAiApi } from './provider-policy.ts';

/** The source of a quality score: LMArena's leaderboard, published benchmarks, our estimate, or the operator. */
export type QualitySource = 'arena' | 'benchmark' | 'estimate' | 'policy';

/**
 * The entry of a model in the file, or in a row of the database. Null: the entry does not set it, and the catalog
 * decides.
 */
export type ModelPolicy = {
  /** `provider/name`. */
  id: string;
  providerId: string;
  name: string;
  displayName: string | null;
  /** The upstream name, if it differs from `name`. */
  upstreamName: string | null;
  /** Tokens. */
  contextWindow: number | null;
  /** Tokens. */
  maxOutputTokens: number | null;
  /**
   * `max_tokens` of the classic format, which may mean the window or the answer. Used for either of them that is not
   * known otherwise.
   */
  maxTokens: number | null;
  capabilities: readonly Capability[] | null;
  quality: { score: number; source: QualitySource } | null;
  price: PricePolicy | null;
  /** By the provider's name of the tier: `flex`, `priority`. */
  serviceTiers: Readonly<Record<string, ServiceTierPolicy>> | null;
  /** The fee for each call by the extent of its web search: `low`, `medium`, `high`. US dollars. */
  searchFees: Readonly<Record<string, number>> | null;
  tags: readonly string[] | null;
  useCases: readonly string[] | null;
  latency: { firstTokenMs: number | null; tokensPerSecond: number | null } | null;
  /** Tokens, the shortest prompt that its provider caches. */
  cacheMinTokens: number | null;
  /** How long a marked prompt is kept, seconds. */
  cacheTtlS: 300 | 3600 | null;
  /** Null: as for its provider. */
  isLocal: boolean | null;
  takesPrefill: boolean | null;
  thinksFirst: boolean | null;
  takesSampling: boolean | null;
  /** The reasoning efforts that it accepts. */
  efforts: readonly ReasoningEffort[] | null;
  /** The protocol for its calls, if its provider has both of OpenAI's protocols. Null: as for its provider. */
  api: OpenAiApi | null;
  /** Members added to every request. They override the provider's members. */
  extraBody: Readonly<Record<string, unknown>> | null;
  isActive: boolean | null;
  /** Whether it is written in the classic format, whose capabilities describe uses and not the protocol. */
  isClassic: true | null;
  deployments: readonly DeploymentPolicy[] | null;
  /** ISO date. */
  releasedAt: string | null;
  /** ISO date from which the provider no longer serves it. */
  deprecatedAt: string | null;
};

/** Prices that an operator states, US dollars per million tokens. */
export type PricePolicy = {
  inputUsdPerMTok: number;
  /** Null: as `input`. */
  cachedInputUsdPerMTok: number | null;
  /** Null: as `input`. */
  cacheWriteUsdPerMTok: number | null;
  /** For tokens that are cached for an hour. Null: as `cacheWrite`. */
  cacheWriteHourUsdPerMTok: number | null;
  outputUsdPerMTok: number;
  /** Null: as `input`. */
  audioInputUsdPerMTok: number | null;
  /** Null: as `output`. */
  audioOutputUsdPerMTok: number | null;
  /** Null: as `output`. */
  imageOutputUsdPerMTok: number | null;
  /** A fee for each call. US dollars. Null for none. */
  requestUsd: number | null;
  /** Ascending. Empty for none. */
  tiers: readonly PriceTierPolicy[];
};

/** The prices of a call whose prompt has more tokens than this. Null: as without the tier. */
export type PriceTierPolicy = {
  aboveInputTokens: number;
  inputUsdPerMTok: number;
  cachedInputUsdPerMTok: number | null;
  cacheWriteUsdPerMTok: number | null;
  cacheWriteHourUsdPerMTok: number | null;
  outputUsdPerMTok: number;
};

/** Prices under a service tier, US dollars per million tokens. */
export type ServiceTierPolicy = {
  inputUsdPerMTok: number;
  /** Null: with the discount of the base price. */
  cachedInputUsdPerMTok: number | null;
  outputUsdPerMTok: number;
};

export type DeploymentPolicy = {
  id: string;
  providerId: string;
  upstreamName: string | null;
  /** Above 0. Default 1. */
  weight: number;
};
