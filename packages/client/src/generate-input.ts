/** A part of a message, as `ContentPartInput` of the schema. */
export type ContentPart = Readonly<Record<string, unknown>>;

export type Message = {
  role: 'SYSTEM' | 'USER' | 'ASSISTANT' | 'TOOL';
  content?: string;
  parts?: readonly ContentPart[];
  toolCallId?: string;
  toolCalls?: readonly { id: string; name: string; arguments: unknown }[];
  isError?: boolean;
};

export type Strategy =
  | 'BALANCED'
  | 'COST_OPTIMIZED'
  | 'LATENCY_OPTIMIZED'
  | 'QUALITY_OPTIMIZED'
  | 'LOCAL_FIRST'
  | 'CAPABILITY_MATCH'
  | 'ROUND_ROBIN'
  | 'MANUAL';

/**
 * The input of a generation: `GenerateInput` of the schema. The most common members have types here. All other members
 * of the schema are also accepted.
 */
export type GenerateInput = {
  prompt?: string;
  /** Oldest first. */
  messages?: readonly Message[];
  template?: { name: string; version?: number; variables?: Readonly<Record<string, unknown>> };
  /** Id or bare name. Without it the strategy chooses. */
  model?: string;
  strategy?: Strategy;
  chain?: string;
  fallbackModels?: readonly string[];
  enableFallback?: boolean;
  taskType?: string;
  requiredCapabilities?: readonly string[];
  /** US dollars as decimal text. */
  costLimitUsd?: string;
  temperature?: number;
  maxTokens?: number;
  stop?: readonly string[];
  tools?: readonly { name: string; description?: string; parameters: unknown; strict?: boolean }[];
  toolChoice?: string;
  responseFormat?: { type: 'TEXT' | 'JSON' | 'JSON_SCHEMA'; schema?: unknown; name?: string };
  session?: string;
  endUser?: string;
  tags?: readonly string[];
  metadata?: unknown;
  /** Whether the generation continues without readers. */
  detached?: boolean;
  /**
   * Identifies this operation; random by default. A second operation with the same id attaches and does not pay again.
   */
  clientId?: string;
} & Readonly<Record<string, unknown>>;
