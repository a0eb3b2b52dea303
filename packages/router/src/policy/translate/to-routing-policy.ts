import type { ModelNames } from '../model-names.ts';
import type { Chain, RoutingPolicy, TaskPreference } from '../routing-policy.ts';
import type { RoutingRulesEntry } from '../schema/routing-rules-entry.ts';
import { type Strategy, strategies } from '../strategy.ts';

const defaultMinQuality = 0.6;
const defaultWeights = { cost: 0.48, quality: 0.32, latency: 0.2 };

/** Translates checked rules into domain types: every model by its id, every chain replaced by its models. */
export function toRoutingPolicy(rules: RoutingRulesEntry, names: ModelNames): RoutingPolicy {
  const idsOf = (models: readonly string[]) => models.map((model) => names.resolve(model) ?? model);
  const chains = Object.entries(rules.chains ?? {}).map(([name, entry]): Chain => {
    if (Array.isArray(entry)) return { name, description: null, modelIds: idsOf(entry) };
    return { name, description: entry.description ?? null, modelIds: idsOf(entry.models) };
  });
  const spelledOut = (nameOrNames: string | readonly string[]): Pick<TaskPreference, 'chain' | 'modelIds'> => {
    if (typeof nameOrNames !== 'string') return { chain: null, modelIds: idsOf(nameOrNames) };
    const chain = chains.find(({ name }) => name === nameOrNames);
    return chain === undefined
      ? { chain: null, modelIds: idsOf([nameOrNames]) }
      : { chain: chain.name, modelIds: chain.modelIds };
  };
  const taskPreferences = Object.entries(rules.task_preferences ?? {}).map(([taskType, entry]): TaskPreference => {
    if (typeof entry === 'string' || Array.isArray(entry)) return { taskType, ...spelledOut(entry), strategy: null };
    return {
      taskType,
      ...spelledOut('models' in entry ? entry.models : entry.chain),
      strategy: strategyOf(entry.strategy),
    };
  });
  return {
    defaultStrategy: strategyOf(rules.default_strategy) ?? 'BALANCED',
    weights: rules.weights ?? defaultWeights,
    enableFallback: rules.enable_fallback ?? true,
    preferLocal: rules.prefer_local ?? false,
    defaultProvider: rules.default_provider ?? null,
    minQuality: rules.min_quality ?? defaultMinQuality,
    maxLatencyMs: rules.max_latency_ms ?? null,
    defaultModelId: typeof rules.default_model === 'string' ? (names.resolve(rules.default_model) ?? null) : null,
    fallbackChain: spelledOut(rules.fallback_chain ?? []).modelIds,
    chains,
    taskPreferences: new Map(taskPreferences.map((preference) => [preference.taskType, preference])),
  };
}

/** Accepts `cost_optimized` and `COST_OPTIMIZED`. */
function strategyOf(name: string | undefined): Strategy | null {
  return strategies.find((strategy) => strategy === name?.toUpperCase()) ?? null;
}
