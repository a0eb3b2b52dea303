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

/** All that the resolvers reach. They translate; what is decided is decided behind this. */
export interface Services {
  /** Reads of what is stored. */
  readonly prisma: PrismaClient;
  readonly generations: Generations;
  readonly batches: Batches;
  /** Ended chats that later requests may refer to. */
  readonly storedAnswers: StoredAnswers;
  /** The tokens of a prompt, by the provider's own count where it has one. */
  countPrompt(call: ChatCall, model: Model): Promise<number>;
  /** The limits of keys. */
  readonly rateLimiter: RateLimiter;
  /** The catalog in force at this moment. */
  catalog(): Catalog;
  /** The named chains over the catalog in force. */
  chains(): readonly Chain[];
  /** `allowance`: what the caller may use. */
  recommend(request: RecommendationRequest, allowance: Allowance): Recommendations;
  /** The keys in force. */
  readonly access: KeysInForce;
  /** The workspaces that exist. */
  readonly workspaces: Workspaces;
  readonly health: WatchedHealth;
  /**
   * Probes now and waits for the answers (a few seconds at most): one model, all of a provider, or everything that is
   * configured.
   */
  checkHealth(target: HealthCheckTarget): Promise<readonly HealthCheckResult[]>;
  /** The calls and probes of all providers over a span. */
  readHealthHistory(query: HealthHistoryQuery): Promise<HealthHistory>;
  readUsage(query: UsageQuery): Promise<UsageReport>;
  readonly usageWatch: UsageWatch;
  readonly budgets: Budgets;
  /** The policy with its revisions, and its changes. */
  readonly policies: Pick<Policies, 'current' | 'policy' | 'list' | 'apply' | 'rollBack' | 'changeModels'>;
  /** Judges a draft against the policy in force. `replay`: how many of the last requests are planned under it; null for none. */
  validatePolicy(yaml: string, replay: number | null): Promise<ValidatedPolicy>;
  /** The policy in force and the replicas, to be watched. */
  readonly policyFeed: ReturnType<typeof createPolicyFeed>;
  readonly templates: Templates;
  /** The record of who changed what. A mutation writes to it by its `audited` rule. */
  readonly audit: Audit;
  /** Aborted when the service ends: what would be watched for ever ends with it. */
  readonly closing: AbortSignal;
}

/** The keys in force in this process. */
export interface KeysInForce {
  /** Resolves when a change that was stored before the call is in force here. */
  refresh(): Promise<void>;
  /** When this process saw a key last, epoch milliseconds; null where it did not. */
  lastUsedMs(keyId: string): number | null;
  /** Replaces the admin key. Rejects with CONFLICT where it is set by the environment. */
  rotateAdminKey(): Promise<CreatedKey>;
}

/** Health that can be read and watched. */
export interface WatchedHealth extends HealthView {
  /** Calls `listener` with each model whose health has changed, until the returned function is called. */
  subscribe(listener: (health: ModelHealth) => void): () => void;
}
