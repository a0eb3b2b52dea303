import type { Capability } from './capability.ts';
import type { Strategy, Weights } from './strategy.ts';

/** Where a quality score comes from: LMArena's leaderboard, published benchmarks, our estimate, or the operator. */
export type QualitySource = 'arena' | 'benchmark' | 'estimate' | 'policy';

/** What an operator has decided, read from one policy file: checked, with every default filled in. */
export type Policy = {
  /** In the file's order. Vendors that the file does not mention are not listed. */
  providers: readonly ProviderPolicy[];
  /** In the file's order. */
  models: readonly ModelPolicy[];
  routing: RoutingPolicy;
  costControls: CostControls;
  retention: RetentionPolicy;
  features: Features;
};

/** What the file says of a provider. Null: it says nothing, and the vendor's own value stands. */
export type ProviderPolicy = {
  /** `openai`, `my-vllm`. */
  id: string;
  /** The vendor whose address, dialect and environment variables it takes over; null for one that stands alone. */
  vendorId: string | null;
  displayName: string | null;
  dialect: string | null;
  /** Without a trailing slash. */
  baseUrl: string | null;
  /** The address as the file writes it, where a variable stands in it: what may be shown instead of `baseUrl`. */
  writtenBaseUrl: string | null;
  /** Never logged, never part of an issue. */
  apiKey: string | null;
  /** On the operator's own machines: free, and first for LOCAL_FIRST. */
  isLocal: boolean | null;
  /** Answered by the simulator within the service; its address is known only at start. */
  isSandbox: boolean;
  headers: Readonly<Record<string, string>>;
  /** What only one vendor understands: `organization`, `apiVersion`, `region`. */
  extra: Readonly<Record<string, string>>;
  timeouts: Timeouts;
  retry: RetryPolicy;
  /** The most sockets to it. Default 4,096. */
  maxConnections: number;
  /** Environment variables that its entry names and that are not set: it counts as not configured. */
  missingVariables: readonly string[];
};

/** The clocks of one attempt, milliseconds. */
export type Timeouts = {
  /** Until the connection stands. Default 3,000. */
  connectMs: number;
  /** From the request to the first token. Default 10,000. */
  firstTokenMs: number;
  /** The same for models that think before they speak. Default 120,000. */
  thinkingFirstTokenMs: number;
  /** Between two tokens. Default 15,000. */
  idleMs: number;
  /** The whole attempt. Default 600,000. */
  totalMs: number;
};

/** How often and how patiently the same model is called again within one generation. */
export type RetryPolicy = {
  /** Calls in all, the first included. Default 3; 1 never retries. */
  attempts: number;
  /** The pause before the second call, milliseconds; it doubles with each further call, and is jittered. Default 250. */
  baseMs: number;
  /** The longest pause, milliseconds. Default 4,000. */
  maxMs: number;
};

/** What the file, or a row of the database, says of a model. Null: it says nothing, and the catalog decides. */
export type ModelPolicy = {
  /** `provider/name`. */
  id: string;
  providerId: string;
  name: string;
  displayName: string | null;
  /** The name at the provider where it differs from `name`. */
  upstreamName: string | null;
  /** Tokens. */
  contextWindow: number | null;
  /** Tokens. */
  maxOutputTokens: number | null;
  /**
   * `max_tokens` of the classic format, which does not say whether it means the window or the answer. Stands in for
   * whichever of the two is not known otherwise.
   */
  maxTokens: number | null;
  capabilities: readonly Capability[] | null;
  quality: { score: number; source: QualitySource } | null;
  price: PricePolicy | null;
  tags: readonly string[] | null;
  useCases: readonly string[] | null;
  latency: { firstTokenMs: number | null; tokensPerSecond: number | null } | null;
  takesPrefill: boolean | null;
  thinksFirst: boolean | null;
  takesSampling: boolean | null;
  isActive: boolean | null;
  /** Written in the classic format: its capabilities say what it is good for, not what its protocol carries. */
  isClassic: true | null;
  deployments: readonly DeploymentPolicy[] | null;
  /** ISO date. */
  releasedAt: string | null;
};

/** Prices as an operator states them, US dollars per million tokens. */
export type PricePolicy = {
  inputUsdPerMTok: number;
  /** Null: as `input`. */
  cachedInputUsdPerMTok: number | null;
  /** Null: as `input`. */
  cacheWriteUsdPerMTok: number | null;
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
  /** Whether a failed model is followed by another where the request does not say. Default true. */
  enableFallback: boolean;
  /** Local models first where they can do it. Default false. */
  preferLocal: boolean;
  /** Put first where eligible; null for none. */
  defaultProvider: string | null;
  /** The expected time of a whole answer beyond which a model is left out, milliseconds; null for no limit. */
  maxLatencyMs: number | null;
  /** Model id; the one that savings are measured against, and the first choice of MANUAL. */
  defaultModelId: string | null;
  /** Model ids, tried after the candidates of the request's own. */
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

/** Which models suit a kind of task. */
export type TaskPreference = {
  taskType: string;
  /** The best first; a chain that the file names is spelled out. */
  modelIds: readonly string[];
  /** The chain that it was taken from. */
  chain: string | null;
  /** Null: the default strategy. */
  strategy: Strategy | null;
};

/** The classic format's limits, US dollars; null for none. */
export type CostControls = {
  dailyBudgetUsd: number | null;
  perRequestLimitUsd: number | null;
  /** Share of the budget, 0–1, at which an alert goes out. Default 0.8. */
  alertThreshold: number;
  /** Whether models without a price may be used where a cost limit or a budget applies. Default false. */
  allowsUnpriced: boolean;
};

/** What is kept of generations, and for how long. */
export type RetentionPolicy = {
  /** Whether what was asked and answered is kept. Default true. */
  keepsContent: boolean;
  /** Workspace to whether its content is kept, where that differs. */
  workspaces: ReadonlyMap<string, boolean>;
  /** Days after which content is removed; null for never, the default. */
  contentDays: number | null;
  /** Days after which records are removed, content included; null for never, the default. */
  recordDays: number | null;
};

export type Features = {
  /** What one provider refuses for its content is asked of the next. Default false. */
  reroutesFiltered: boolean;
};
