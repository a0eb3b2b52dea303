import type { ReasoningEffort } from '@penstock/providers';
import type { Capability } from '../policy/capability.ts';
import type { QualitySource } from '../policy/model-policy.ts';
import type { Price } from './price.ts';

/** One deployment of a model. Traffic of a model with several deployments is balanced by weight. */
export type Deployment = {
  /** Unique within the model. `default` if the policy names none. */
  id: string;
  providerId: string;
  /** The model's name at that provider. For Azure, the deployment's name. */
  upstreamName: string;
  /** Share of the traffic, relative to the other deployments. Above 0. */
  weight: number;
  /** The protocol for its calls, if its provider has both of OpenAI's protocols. Absent: chat completions. */
  api?: 'responses';
  /** Members that the policy adds to every request: the provider's, overridden by the model's. Absent: none. */
  extraBody?: Readonly<Record<string, unknown>>;
};

/** All facts of a model. Frozen: a change of policy builds a new catalog. */
export type Model = {
  /** `provider/name`, as `openai/gpt-4o-mini`. */
  id: string;
  providerId: string;
  /** The part after the provider. */
  name: string;
  /** Display name: `GPT-4o mini`. */
  displayName: string;
  /** Tokens, prompt and answer together. */
  contextWindow: number;
  /** Tokens; the maximum of one answer. */
  maxOutputTokens: number;
  capabilities: ReadonlySet<Capability>;
  tags: readonly string[];
  useCases: readonly string[];
  /** 0–1. `unknownQuality` if it is not known. */
  quality: { score: number; source: QualitySource };
  /** Null if the model is unpriced. */
  price: Price | null;
  /** Used until traffic is measured: milliseconds to the first token, and tokens per second after it. */
  expectedLatency: { firstTokenMs: number; tokensPerSecond: number };
  /** Runs on the operator's own machines. */
  isLocal: boolean;
  /**
   * Served by the simulator within the service. Used only if the request names it, or no other provider is configured.
   */
  isSandbox: boolean;
  /** How long marked prompts stay cached. Null: not known, treated as 5 minutes. */
  promptCache: { minTokens: number | null; ttlS: 300 | 3600 | null };
  /** Whether it can continue an assistant message. */
  takesPrefill: boolean;
  /** Whether it reasons before it answers, and so has a longer first-token timeout. */
  thinksFirst: boolean;
  /** Whether it accepts temperature and top-p. */
  takesSampling: boolean;
  /** The reasoning efforts that it accepts. Empty if it accepts none. Null: not known. */
  efforts: readonly ReasoningEffort[] | null;
  /** False if an operator switched it off. */
  isActive: boolean;
  /** Whether its provider is configured (key or address present). */
  isConfigured: boolean;
  /** Whether a cost that its provider states with an answer comes before our price. */
  prefersStatedCost: boolean;
  deployments: readonly Deployment[];
  /** ISO date. Null if unknown. */
  releasedAt: string | null;
  /** ISO date from which its provider no longer serves it. Null if none is known. */
  deprecatedAt: string | null;
};

/**
 * The time from which a model's provider no longer serves it, epoch milliseconds: the start of that day in UTC.
 * Infinite for none.
 */
export function retiredAtMs({ deprecatedAt }: Pick<Model, 'deprecatedAt'>): number {
  return deprecatedAt === null ? Number.POSITIVE_INFINITY : Date.parse(deprecatedAt);
}
