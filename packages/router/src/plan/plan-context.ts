import type { Capability } from '../policy/capability.ts';
import type { Strategy, Weights } from '../policy/strategy.ts';
import type { BudgetView } from './budget-view.ts';
import type { CatalogIndex } from './catalog-index.ts';
import type { ResolvedChain } from './chains/resolve-chain.ts';
import type { PlanRequest } from './plan.ts';
import type { RoutingIndex } from './routing-index.ts';
import type { WarmCache } from './warm-cache.ts';

/** The shared values of all steps of one plan, from the request and the policy. */
export type PlanContext = {
  readonly request: PlanRequest;
  readonly index: CatalogIndex;
  readonly routing: RoutingIndex;
  readonly strategy: Strategy;
  /** The policy's weights, shifted by the request's cost preference. Their sum is 1. */
  readonly weights: Weights;
  /** The weights in three digits, for reasons. */
  readonly weightFigures: Weights;
  /** All chains, by their names in the form of `wordKey`. */
  readonly chainByKey: ReadonlyMap<string, ResolvedChain>;
  /** The chain that the request names. Null if it names none that exists. */
  readonly chain: ResolvedChain | null;
  /** Id of the model that the request puts first. Null for none, or if the catalog does not have it. */
  readonly firstModelId: string | null;
  /** Ids of all models that the request names. */
  readonly namedIds: ReadonlySet<string>;
  /** Known capabilities that the request requires, as bits. */
  readonly requiredBits: number;
  /** Required custom capabilities. Nearly always empty. */
  readonly requiredWords: readonly Capability[];
  /** The smaller of the request's and the policy's limit. US dollars. */
  readonly costLimitUsd: number | null;
  /** The minimum quality. 0 for none. */
  readonly leastQuality: number;
  /** Whether the strategy or the policy prefers local models. */
  readonly prefersLocal: boolean;
  /** The request's latency limit, else the policy's. */
  readonly maxLatencyMs: number | null;
  /** Whether models without a price may be used under a cost limit or a budget. */
  readonly allowsUnpriced: boolean;
  /** Ids or patterns of the models that the caller may use. Null for all. */
  readonly allowedModels: readonly string[] | null;
  /** The cache of this conversation. Null for none. */
  readonly warmCache: WarmCache | null;
  /** Null if no budget limits the request. */
  readonly budgets: BudgetView | null;
  readonly expectedAnswerTokens: number;
  /** Whether only the sandbox can answer. */
  readonly isSandboxNeeded: boolean;
  readonly rotation: number;
  readonly nowMs: number;
};
