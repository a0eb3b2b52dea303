import type { Strategy, Weights } from './strategy.ts';

export type RoutingPolicy = {
  /** Default BALANCED. */
  defaultStrategy: Strategy;
  /** Default cost 0.48, quality 0.32, latency 0.20: cost to quality 60 to 40, and latency. */
  weights: Weights;
  /** Whether another model follows a failed model, if the request does not decide. Default true. */
  enableFallback: boolean;
  /** Whether capable local models come first. Default false. */
  preferLocal: boolean;
  /** Put first if it is eligible. Null for none. */
  defaultProvider: string | null;
  /** The minimum quality for requests without a task type, a model and a chain. 0: none. Default 0.6. */
  minQuality: number;
  /** The longest expected time of a complete answer, milliseconds. Slower models are excluded. Null for no limit. */
  maxLatencyMs: number | null;
  /** Model id: the baseline of savings, and the first model of MANUAL. */
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
  /** At least one model. */
  modelIds: readonly string[];
};

/** The models for a kind of task. */
export type TaskPreference = {
  taskType: string;
  /** The best first. A chain is replaced by its models. */
  modelIds: readonly string[];
  /** The chain of the models. */
  chain: string | null;
  /** Null: the default strategy. */
  strategy: Strategy | null;
};
