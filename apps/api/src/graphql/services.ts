import type {
  Allowance,
  Catalog,
  Chain,
  ChatCall,
  HealthView,
  Model,
  ModelHealth,
  RecommendationRequest,
  Recommendations,
} from '@penstock/router';
import type { CreatedKey } from '../access/manage-keys.ts';
import type { Workspaces } from '../access/workspaces.ts';
import type { Audit } from '../audit/audit.ts';
import type { Batches } from '../batches/batch.ts';
import type { PrismaClient } from '../database/generated/client/client.ts';
import type { Generations } from '../generation/generations.ts';
import type { StoredAnswers } from '../generation/known-answers.ts';
import type { RateLimiter } from '../generation/rate-limiter.ts';
import type { HealthCheckResult, HealthCheckTarget } from '../health/health-check.ts';
import type { HealthHistory, HealthHistoryQuery } from '../health/read-health-history.ts';
import type { Budgets } from '../ledger/budgets.ts';
import type { Policies } from '../policy/policies.ts';
import type { createPolicyFeed } from '../policy/policy-feed.ts';
import type { ValidatedPolicy } from '../policy/validate-policy-text.ts';
import type { Templates } from '../templates/templates.ts';
import type { UsageQuery, UsageReport } from '../usage/usage-report.ts';
import type { UsageWatch } from '../usage/usage-watch.ts';

/** The services of the resolvers. Resolvers only translate; the decisions are made in the services. */
export interface Services {
  /** Reads of stored data. */
  readonly prisma: PrismaClient;
  readonly generations: Generations;
  readonly batches: Batches;
  /** Ended chats that later requests may refer to. */
  readonly storedAnswers: StoredAnswers;
  /** The tokens of a prompt, by the provider's own count if it has one. */
  countPrompt(call: ChatCall, model: Model): Promise<number>;
  /** The limits of keys. */
  readonly rateLimiter: RateLimiter;
  /** The catalog in force now. */
  catalog(): Catalog;
  /** The named chains over the catalog in force. */
  chains(): readonly Chain[];
  /** `allowance`: the models and strategies that the caller may use. */
  recommend(request: RecommendationRequest, allowance: Allowance): Recommendations;
  /** The keys in force. */
  readonly access: KeysInForce;
  /** The workspaces that exist. */
  readonly workspaces: Workspaces;
  readonly health: WatchedHealth;
  /**
   * Probes now and waits for the results, a few seconds at most. Probes one model, all models of a provider, or
   * everything that is configured.
   */
  checkHealth(target: HealthCheckTarget): Promise<readonly HealthCheckResult[]>;
  /** The calls and probes of all providers over a span. */
  readHealthHistory(query: HealthHistoryQuery): Promise<HealthHistory>;
  readUsage(query: UsageQuery): Promise<UsageReport>;
  readonly usageWatch: Pick<UsageWatch, 'subscribe'>;
  readonly budgets: Budgets;
  /** The policy with its revisions, and its changes. */
  readonly policies: Pick<Policies, 'current' | 'policy' | 'list' | 'apply' | 'rollBack' | 'changeModels'>;
  /**
   * Checks a draft against the policy in force. `replay`: the number of latest requests to plan under it; null for
   * none.
   */
  validatePolicy(yaml: string, replay: number | null): Promise<ValidatedPolicy>;
  /** The policy in force and the replicas, for watchers. */
  readonly policyFeed: ReturnType<typeof createPolicyFeed>;
  readonly templates: Templates;
  /** The audit log. A mutation writes to it by its `audited` rule. */
  readonly audit: Audit;
  /** Aborted when the service stops. Endless subscriptions end with it. */
  readonly closing: AbortSignal;
}

/** The keys in force in this process. */
export interface KeysInForce {
  /** Resolves when every change stored before the call is in force here. */
  refresh(): Promise<void>;
  /** The last use of a key in this process, epoch milliseconds; null if there was none. */
  lastUsedMs(keyId: string): number | null;
  /** Replaces the admin key. Rejects with CONFLICT if the environment sets it. */
  rotateAdminKey(): Promise<CreatedKey>;
}

/** Health that can be read and watched. */
export interface WatchedHealth extends HealthView {
  /** Calls `listener` with the health of each changed model, until the returned function is called. */
  subscribe(listener: (health: ModelHealth) => void): () => void;
}
