import type { ReasoningEffort } from '@penstock/providers';
import type { Capability } from '../policy/capability.ts';
import type { QualitySource } from '../policy/model-policy.ts';
import type { Price } from './price.ts';

/** One deployment of a model. A model with several is balanced over them by weight. */
export type Deployment = {
  /** Unique within the model; `default` where the policy names none. */
  id: string;
  providerId: string;
  /** The model's name at that provider; for Azure the deployment's name. */
  upstreamName: string;
  /** Share of the traffic, relative to the others; above 0. */
  weight: number;
  /** How it is called where its provider has both of OpenAI's protocols. Absent: by chat completions. */
  api?: 'responses';
  /** Members that the policy adds to every request: the provider's, and over them the model's. Absent: none. */
  extraBody?: Readonly<Record<string, unknown>>;
};

/** All facts of a model. Frozen: a change of policy makes a new catalog. */
export type Model = {
  /** `provider/name`, as `openai/gpt-4o-mini`. */
  id: string;
  providerId: string;
  /** The part after the provider. */
  name: string;
  /** For people: `GPT-4o mini`. */
  displayName: string;
  /** Tokens, prompt and answer together. */
  contextWindow: number;
  /** Tokens, the most in one answer. */
  maxOutputTokens: number;
  capabilities: ReadonlySet<Capability>;
  tags: readonly string[];
  useCases: readonly string[];
  /** 0–1. `unknownQuality` where nothing is known of it. */
  quality: { score: number; source: QualitySource };
  /** Null: unpriced. */
  price: Price | null;
  /** Until traffic is measured: milliseconds to the first token, and tokens per second after it. */
  expectedLatency: { firstTokenMs: number; tokensPerSecond: number };
  /** Runs on the operator's own machines. */
  isLocal: boolean;
  /** Served by the simulator within the service. Only used when named, or when no other provider is configured. */
  isSandbox: boolean;
  /** Of prompts that are cached where they are marked. Null: not known, and 5 minutes. */
  promptCache: { minTokens: number | null; ttlS: 300 | 3600 | null };
  /** Can continue an assistant message. */
  takesPrefill: boolean;
  /** Reasons before it answers, and so has a longer first-token timeout. */
  thinksFirst: boolean;
  /** Accepts temperature and top-p. */
  takesSampling: boolean;
  /** The efforts of reasoning that it takes; empty where it takes none. Null: not known. */
  efforts: readonly ReasoningEffort[] | null;
  /** False when an operator switched it off. */
  isActive: boolean;
  /** Whether its provider is configured (key or address present). */
  isConfigured: boolean;
  /** Whether a cost that its provider states with an answer counts before our price. */
  prefersStatedCost: boolean;
  deployments: readonly Deployment[];
  /** ISO date, null where unknown. */
  releasedAt: string | null;
  /** ISO date from which its provider no longer serves it; null where none is known. */
  deprecatedAt: string | null;
};

/** The start of the day of UTC from which a model's provider no longer serves it, epoch milliseconds; infinite for none. */
export function retiredAtMs({ deprecatedAt }: Pick<Model, 'deprecatedAt'>): number {
  return deprecatedAt === null ? Number.POSITIVE_INFINITY : Date.parse(deprecatedAt);
}
