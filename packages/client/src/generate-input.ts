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
 * What to generate, and how to choose the model: `GenerateInput` of the schema. The members in most use have types here;
 * all others of the schema are taken as they are.
 */
export type GenerateInput = {
  prompt?: string;
  /** Oldest first. */
  messages?: readonly Message[];
  template?: { name: string; version?: number; variables?: Readonly<Record<string, unknown>> };
  /** Id or bare name; without it the strategy chooses. */
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
  /** Continues when no reader is left. */
  detached?: boolean;
  /** Names this operation; random when left out. The same one sent again attaches instead of paying again. */
  clientId?: string;
} & Readonly<Record<string, unknown>>;
