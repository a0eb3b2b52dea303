import type {
  Capability,
  Catalog,
  Chain,
  CostPreference,
  Exclusion,
  HealthView,
  Model,
  ModelHealth,
  Provider,
  Scores,
  Strategy,
} from '@penstock/router';
import type { PrismaClient } from '../database/generated/client/client.ts';
import type { Generations } from '../generation/generations.ts';
import type { UsageQuery, UsageReport } from './usage/usage-report.ts';

/** All that the resolvers reach. They translate; what is decided is decided behind this. */
export interface Services {
  /** Reads of what is stored. */
  readonly prisma: PrismaClient;
  readonly generations: Generations;
  /** The catalog in force at this moment. */
  catalog(): Catalog;
  /** All providers that a model or the policy names, configured or not, in the policy's order. */
  providers(): readonly ProviderEntry[];
  /** The named chains of the policy in force. */
  chains(): readonly Chain[];
  recommend(request: RecommendationRequest): RecommendationList;
  readonly health: LiveHealth;
  readUsage(query: UsageQuery): Promise<UsageReport>;
}

/** A provider as an operator sees it: without its key. */
export type ProviderEntry = Pick<
  Provider,
  'id' | 'displayName' | 'dialect' | 'baseUrl' | 'isLocal' | 'isConfigured' | 'setupHint'
>;

export type RecommendationRequest = {
  taskType: string | null;
  /** Prompt tokens, null for a usual prompt. */
  contextLength: number | null;
  costPreference: CostPreference | null;
  requiredCapabilities: readonly Capability[];
  strategy: Strategy | null;
  /** The most items to return. */
  limit: number;
};

export type RecommendationList = {
  /** Best first. */
  items: readonly RecommendationEntry[];
  exclusions: readonly Exclusion[];
};

export type RecommendationEntry = {
  model: Model;
  score: number;
  scores: Scores;
  /** Null: unpriced. */
  estimatedCostUsd: number | null;
  estimatedLatencyMs: number;
  reasons: readonly string[];
};

/** Health that can be read, watched and asked for. */
export interface LiveHealth extends HealthView {
  /** Calls back with every change, one model at a time, until the returned function is called. */
  subscribe(onChange: (health: ModelHealth) => void): () => void;
  /**
   * Probes now and waits for the answers (a few seconds at most): one model, all of a provider, or everything that is
   * configured. Throws NOT_FOUND (`GenerationError`) for names that the catalog does not have.
   */
  check(target: { modelId: string | null; providerId: string | null }): Promise<readonly HealthCheckResult[]>;
}

export type HealthCheckResult = {
  providerId: string;
  /** Null when the provider as a whole was asked. */
  modelId: string | null;
  status: ModelHealth['status'];
  /** Null when nothing answered. */
  latencyMs: number | null;
  /** One sentence. */
  message: string;
};
