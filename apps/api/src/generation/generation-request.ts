import type { Call, Capability, CostPreference, Strategy } from '@penstock/router';
import type { Grant, RateLimits } from '../access/viewer.ts';
import type { TemplateUse } from '../templates/template.ts';
import type { BatchedAnswer } from './batched-call.ts';

/** What a caller asks for, checked and in domain words. Every endpoint parses its protocol into this. */
export type GenerationRequest<Wanted extends Call = Call> = {
  /** What is wanted: a chat or an embedding. */
  call: Wanted;
  /** Which model may serve it. */
  routing: Routing;
  /** Who asks. */
  caller: Caller;
  /** How the answer reaches the caller, and what stays of it. */
  delivery: Delivery;
  /** Its messages come before those of the call. Absent: none. */
  template?: TemplateUse;
  /** Its place among requests that continue each other by id. Absent: its protocol has no such. */
  thread?: Thread;
  /** Its answer, which a batch of its provider has given. Absent: a model is called. */
  batched?: BatchedAnswer;
};

/** The place of a request among those that continue each other by id. */
export type Thread = {
  /** The generation that it continues; null for none. */
  previousId: string | null;
  /** How many messages at the front hold for this request alone, and not for one that continues it. */
  ownMessages: number;
  /** The session that it belongs to, unless its caller names one. Absent: that of its conversation. */
  session?: string;
};

/** Who may serve a call, and by what wish. */
export type Routing = {
  /** Id or bare name; null leaves the choice to the strategy. */
  model: string | null;
  /** Only this provider's models. */
  provider: string | null;
  /** Put first where they are eligible. */
  preferredModel: string | null;
  preferredProvider: string | null;
  /** Null for the policy's default. */
  strategy: Strategy | null;
  chain: string | null;
  /** Tried in this order after `model`. */
  fallbackModels: readonly string[];
  /** Null for the policy's default. An embedding has no fallback. */
  enableFallback: boolean | null;
  taskType: string | null;
  requiredCapabilities: readonly Capability[];
  costPreference: CostPreference | null;
  /** Of the whole answer. */
  maxLatencyMs: number | null;
  /** The most that this may cost. */
  costLimitUsd: number | null;
  /** What the caller has left: what may cost more is not called. */
  budgetRemainingUsd: number | null;
};

/** Who asks, and what for. */
export type Caller = {
  workspaceId: string;
  apiKeyId: string | null;
  /** The models and strategies that it may use. */
  grant: Grant;
  /** Of its key; null for none. */
  limits: RateLimits | null;
  /** The caller's own id of the run that this belongs to. */
  executionId: string | null;
  /** The caller's own name of the person it asks for. */
  endUser: string | null;
  /** The caller's own name of the conversation, or of the run of an agent, that this belongs to. */
  session: string | null;
  /** The caller's own words for it, each once. */
  tags: readonly string[];
  /** The request that it came with, for the log. Left out, as where no endpoint took it: not known. */
  origin?: Origin;
  /** Any JSON, kept with the generation. */
  metadata: unknown;
};

/** The request that a generation came with. */
export type Origin = {
  requestId: string;
  /** Its path. */
  endpoint: string;
  /** The part of the key that people recognize it by; null without a stored key. */
  keyPrefix: string | null;
  /** The name of the caller's program, as `curl`. Left out or null: not known. */
  client?: string | null;
  /** Its `traceparent`, as W3C defines it. Left out or null: none. */
  traceparent?: string | null;
};

/** How a call uses the response cache. */
export type CacheMode = 'off' | 'read' | 'write' | 'read-write';

/** `HIT`: the answer is from the response cache. `MISS`: no answer was there. `BYPASS`: none was looked for. */
export type CacheStatus = 'HIT' | 'MISS' | 'BYPASS';

/** How an answer reaches its caller, and what stays of it. */
export type Delivery = {
  /** Whether what is asked and answered may be kept, where the policy keeps it. */
  mayKeepContent: boolean;
  /** Whether readers can be told to forget what they got so far. Without it, what cannot be continued fails. */
  mayRestart: boolean;
  /** Continues when no reader is left. */
  isDetached: boolean;
  /** How it uses the response cache. Left out: as the policy says for its task type. */
  cache?: CacheMode;
  /** The name that its caller gave it. Left out: none, and the same request sent again starts anew. */
  operation?: ClientOperation;
};

/** A request that its caller has named: sent again, it attaches to the generation that it started. */
export type ClientOperation = {
  /** Who named it. Others may use the same name for something else. */
  callerId: string;
  clientId: string;
  /** Of all that was asked: another request under the same name is refused. */
  fingerprint: string;
  /** The number of the last event that the caller has; 0 for none. */
  after: number;
};

/** Who takes turns with others where several wait for the same: an API key, or a workspace. */
export function callerOf({ caller }: Pick<GenerationRequest, 'caller'>): string {
  return caller.apiKeyId ?? caller.workspaceId;
}

/** Whether the answer is text, and not JSON. */
export function isPlainText(call: Call): boolean {
  return call.type !== 'chat' || call.responseFormat.type === 'text';
}
