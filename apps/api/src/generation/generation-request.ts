import type { Message, ResponseFormat, Tool, ToolChoice } from '@penstock/providers';
import type { Capability, CostPreference, Strategy } from '@penstock/router';

/** What a caller asks of a generation, checked and in domain words; every endpoint parses into this. */
export type GenerationRequest = {
  messages: readonly Message[];
  tools: readonly Tool[];
  toolChoice: ToolChoice | null;
  responseFormat: ResponseFormat;
  temperature: number | null;
  topP: number | null;
  maxOutputTokens: number | null;
  stop: readonly string[];
  seed: number | null;

  /** Id or bare name; null leaves the choice to the strategy. */
  model: string | null;
  provider: string | null;
  preferredModel: string | null;
  preferredProvider: string | null;
  strategy: Strategy | null;
  chain: string | null;
  fallbackModels: readonly string[];
  /** Null for the policy's default. */
  enableFallback: boolean | null;
  taskType: string | null;
  requiredCapabilities: readonly Capability[];
  costPreference: CostPreference | null;
  maxLatencyMs: number | null;
  costLimitUsd: number | null;

  workspaceId: string;
  apiKeyId: string | null;
  /** The caller's own id of the run that this belongs to. */
  executionId: string | null;
  metadata: unknown;
  /** Whether what is asked and answered may be kept, where the policy keeps it. */
  mayKeepContent: boolean;
  /** Whether readers can be told to forget what they got so far. Without it, what cannot be continued fails. */
  mayRestart: boolean;
  /** Runs on when nobody listens any more. */
  isDetached: boolean;
};
