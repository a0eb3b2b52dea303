import type { ReasoningEffort } from '@penstock/providers';
import type { Capability } from './capability.ts';
import type { accessRoles } from './schema/access-entry.ts';
import type { Strategy, Weights } from './strategy.ts';

/** The source of a quality score: LMArena's leaderboard, published benchmarks, our estimate, or the operator. */
export type QualitySource = 'arena' | 'benchmark' | 'estimate' | 'policy';

/** OpenAI's two protocols for answers. */
export type OpenAiApi = 'chat_completions' | 'responses';

/** An operator's decisions from one policy file: checked, with every default filled in. */
export type Policy = {
  /** In the file's order. Vendors that the file does not mention are not listed. */
  providers: readonly ProviderPolicy[];
  /** In the file's order. */
  models: readonly ModelPolicy[];
  routing: RoutingPolicy;
  costControls: CostControls;
  retention: RetentionPolicy;
  access: AccessPolicy;
  attribution: AttributionPolicy;
  features: Features;
};

/** The file's entry for a provider. Null: the file says nothing, and the vendor's own value applies. */
export type ProviderPolicy = {
  /** `openai`, `my-vllm`. */
  id: string;
  /** The vendor whose address, dialect and environment variables apply; null for none. */
  vendorId: string | null;
  displayName: string | null;
  dialect: string | null;
  /** How its models are called, where it has both of OpenAI's protocols. Default `chat_completions`. */
  api: OpenAiApi;
  /** Without a trailing slash. */
  baseUrl: string | null;
  /** The file's text for an address from a variable: shown instead of `baseUrl`. */
  writtenBaseUrl: string | null;
  /** Never logged, never part of an issue. */
  apiKey: string | null;
  /** On the operator's own machines: free, and first for LOCAL_FIRST. */
  isLocal: boolean | null;
  /** Answered by the simulator within the service; its address is known only at start. */
  isSandbox: boolean;
  headers: Readonly<Record<string, string>>;
  /** Never asked for a stream: its answers come as one document. */
  isUnstreamed: boolean;
  /** False where it refuses `stream_options`. */
  takesStreamOptions: boolean;
  /** Settings that only one vendor has: `organization`, `apiVersion`, `region`. */
  extra: Readonly<Record<string, string>>;
  /** Whether a cost that its answers state counts before any price; null: the vendor's own. */
  prefersStatedCost: boolean | null;
  timeouts: Timeouts;
  retry: RetryPolicy;
  /** The most sockets to it. Default 4,096. */
  maxConnections: number;
  /** Whether images by address are fetched here; null: where the provider takes them by value only. */
  fetchesImages: boolean | null;
  /** Ollama's window of every request, tokens; null: as the request needs. */
  numCtx: number | null;
  /** Every request of Ollama has the model's window, at most this, tokens; null: as the request needs. */
  maxNumCtx: number | null;
  /** Members added to every request; null for none. */
  extraBody: Readonly<Record<string, unknown>> | null;
  /** Unset environment variables that its entry names: it counts as not configured. */
  missingVariables: readonly string[];
};

/** The timeouts of one attempt, milliseconds. */
export type Timeouts = {
  /** For opening a connection. Default 3,000. */
  connectMs: number;
  /** From the request to the first token. Default 10,000; 300,000 for a local provider, which may load the model. */
  firstTokenMs: number;
  /** The same for models that reason first. Default 120,000; 300,000 for a local provider. */
  thinkingFirstTokenMs: number;
  /** Between two tokens. Default 15,000. */
  idleMs: number;
  /** The same, and to the first token, while pings and comments show that the connection lives. Default 300,000. */
  aliveMs: number;
  /** The whole attempt. Default 600,000. */
  totalMs: number;
};

/** How often and with which pauses the same model is retried within one generation. */
export type RetryPolicy = {
  /** Calls in all, the first included. Default 3; 1 never retries. */
  attempts: number;
  /** The pause before the second call, milliseconds; it doubles with each further call, and is jittered. Default 250. */
  baseMs: number;
  /** The longest pause, milliseconds. Default 4,000. */
  maxMs: number;
  /** The longest `Retry-After` that is waited for before the next model, milliseconds. Default 1,000. */
  waitForRetryAfterMs: number;
};

/** The entry of a model in the file, or in a row of the database. Null: it says nothing, and the catalog decides. */
export type ModelPolicy = {
  /** `provider/name`. */
  id: string;
  providerId: string;
  name: string;
  displayName: string | null;
  /** The upstream name where it differs from `name`. */
  upstreamName: string | null;
  /** Tokens. */
  contextWindow: number | null;
  /** Tokens. */
  maxOutputTokens: number | null;
  /**
   * `max_tokens` of the classic format, which may mean the window or the answer. Used for each of the two that is not
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
  /** Null: as its provider. */
  isLocal: boolean | null;
  takesPrefill: boolean | null;
  thinksFirst: boolean | null;
  takesSampling: boolean | null;
  /** The efforts of reasoning that it takes. */
  efforts: readonly ReasoningEffort[] | null;
  /** How it is called, where a provider has both of OpenAI's protocols. Null: as its provider. */
  api: OpenAiApi | null;
  /** Members added to every request, over those of the provider. */
  extraBody: Readonly<Record<string, unknown>> | null;
  isActive: boolean | null;
  /** Written in the classic format: its capabilities describe uses, not the protocol. */
  isClassic: true | null;
  deployments: readonly DeploymentPolicy[] | null;
  /** ISO date. */
  releasedAt: string | null;
  /** ISO date from which the provider no longer serves it. */
  deprecatedAt: string | null;
};

/** Prices of an operator, US dollars per million tokens. */
export type PricePolicy = {
  inputUsdPerMTok: number;
  /** Null: as `input`. */
  cachedInputUsdPerMTok: number | null;
  /** Null: as `input`. */
  cacheWriteUsdPerMTok: number | null;
  /** For tokens that are kept for an hour. Null: as `cacheWrite`. */
  cacheWriteHourUsdPerMTok: number | null;
  outputUsdPerMTok: number;
  /** Null: as `input`. */
  audioInputUsdPerMTok: number | null;
  /** Null: as `output`. */
  audioOutputUsdPerMTok: number | null;
  /** Null: as `output`. */
  imageOutputUsdPerMTok: number | null;
  /** A fee for each call. US dollars; null for none. */
  requestUsd: number | null;
  /** Ascending; empty for none. */
  tiers: readonly PriceTierPolicy[];
};

/** The prices of a call whose prompt has more than so many tokens. Null: as without the tier. */
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
  /** Null: the base price's discount. */
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

export type RoutingPolicy = {
  /** Default BALANCED. */
  defaultStrategy: Strategy;
  /** Default cost 0.48, quality 0.32, latency 0.20: cost to quality 60 to 40, latency beside them. */
  weights: Weights;
  /** Whether another model follows a failed one, where the request does not say. Default true. */
  enableFallback: boolean;
  /** Capable local models first. Default false. */
  preferLocal: boolean;
  /** Put first where eligible; null for none. */
  defaultProvider: string | null;
  /** The least quality for requests without a task type, a model and a chain. 0: none. Default 0.6. */
  minQuality: number;
  /** The longest expected time of a whole answer, milliseconds; slower models are excluded. Null for no limit. */
  maxLatencyMs: number | null;
  /** Model id: the baseline of savings, and the first choice of MANUAL. */
  defaultModelId: string | null;
  /** Model ids, tried after the candidates that the request names. */
  fallbackChain: readonly string[];
  /** In the file's order. */
  chains: readonly Chain[];
  /** By task type. */
  taskPreferences: ReadonlyMap<string, TaskPreference>;
};

/** A named, ordered list of models. */
export type Chain = {
  name: string;
  description: string | null;
  /** At least one. */
  modelIds: readonly string[];
};

/** The models for a kind of task. */
export type TaskPreference = {
  taskType: string;
  /** The best first; a chain is replaced by its models. */
  modelIds: readonly string[];
  /** The chain of the models. */
  chain: string | null;
  /** Null: the default strategy. */
  strategy: Strategy | null;
};

/** The limits of the classic format, US dollars; null for none. */
export type CostControls = {
  dailyBudgetUsd: number | null;
  perRequestLimitUsd: number | null;
  /** Share of the budget, 0–1, at which an alert is sent. Default 0.8. */
  alertThreshold: number;
  /** Whether models without a price may be used where a cost limit or a budget applies. Default false. */
  allowsUnpriced: boolean;
};

/** The stored parts of generations, and for how long. */
export type RetentionPolicy = {
  /** Whether prompts and answers are stored. Default true. */
  keepsContent: boolean;
  /** By workspace, whether its content is stored, where that differs. */
  workspaces: ReadonlyMap<string, boolean>;
  /** Days after which content is removed; null for never, the default. */
  contentDays: number | null;
  /** Days after which records are removed, content included; null for never, the default. */
  recordDays: number | null;
  /** Days after which entries of the audit log are removed. Default 365. */
  auditDays: number;
};

/** Who gets which permissions. */
export type AccessPolicy = { oidc: OidcPolicy };

/** The permissions of people who sign in by the identity provider. */
export type OidcPolicy = {
  /** The claim with the values of `roles`; null for the default. */
  claim: string | null;
  /** By value of the claim, in the file's order. */
  roles: ReadonlyMap<string, RoleMapping>;
};

export type RoleMapping = {
  role: (typeof accessRoles)[number];
  /** Null for ADMIN and OPERATOR, who reach all. */
  workspaceId: string | null;
};

/** What is recorded of callers. */
export type AttributionPolicy = {
  /** Whether the name of a request's client, from its `User-Agent`, is a tag. Default false. */
  tagsUserAgents: boolean;
};

/** The response cache of the policy. */
export type CachePolicy = {
  /** How long an answer is kept, milliseconds. Default an hour. */
  ttlMs: number;
  /** Task types whose calls read and write it without asking, as the file writes them. */
  taskTypes: ReadonlySet<string>;
};

/** When a call without a first token gets a second one beside it. */
export type HedgingPolicy = {
  /** Whether after the 95th percentile of the model's first tokens, as measured. */
  usesP95: boolean;
  /** Milliseconds; with `usesP95` only where that is not measured. Null: no second call then. */
  afterMs: number | null;
};

export type Features = {
  /** The response cache, for calls that ask for it. Null: off for all. */
  cache: CachePolicy | null;
  /** Null: no second attempt while the first runs, the default. */
  hedging: HedgingPolicy | null;
  /** Whether a request that one provider filtered goes to the next. Default false. */
  reroutesFiltered: boolean;
  /** Whether images by address may be fetched for providers that take none. Default true. */
  fetchesImages: boolean;
};
