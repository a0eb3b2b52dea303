import type { Call, Capability, CostPreference, Strategy } from '@penstock/router';
import type { Grant, RateLimits } from '../access/viewer.ts';
import type { TemplateUse } from '../templates/template.ts';
import type { BatchedAnswer } from './batched-call.ts';

/** A caller's request, checked and in domain words. Every endpoint parses its protocol into it. */
export type GenerationRequest<Wanted extends Call = Call> = {
  /** A chat or an embedding. */
  call: Wanted;
  /** The models that may serve it, and the preferences among them. */
  routing: Routing;
  /** The caller, and its labels for the request. */
  caller: Caller;
  /** How the answer reaches the caller, and how much of it is kept. */
  delivery: Delivery;
  /** A template whose messages come before those of the call. Absent: none. */
  template?: TemplateUse;
  /** Its place among requests that continue each other by id. Absent: its protocol has no such requests. */
  thread?: Thread;
  /** The answer from a provider's batch. Absent: a model is called. */
  batched?: BatchedAnswer;
};

/** The place of a request among those that continue each other by id. */
export type Thread = {
  /** The generation that it continues; null for none. */
  previousId: string | null;
  /** The number of messages at the front that apply to this request only, not to a request that continues it. */
  ownMessages: number;
  /** Its session, unless its caller names one. Absent: the session of its conversation. */
  session?: string;
};

/** The models that may serve a call, and the preferences among them. */
export type Routing = {
  /** Id or bare name. Null: the strategy chooses. */
  model: string | null;
  /** Limits the choice to this provider's models. */
  provider: string | null;
  /** Ranked first if eligible. */
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
  /** The limit for the whole answer. */
  maxLatencyMs: number | null;
  /** The cost limit of this request. */
  costLimitUsd: number | null;
  /** The amount that the caller has left. A model that may cost more is not called. */
  budgetRemainingUsd: number | null;
};

/** The caller, and its labels for the request. */
export type Caller = {
  workspaceId: string;
  apiKeyId: string | null;
  /** The models and strategies that it may use. */
  grant: Grant;
  /** The limits of its key; null for none. */
  limits: RateLimits | null;
  /** The caller's id of the run that the request belongs to. */
  executionId: string | null;
  /** The caller's name of the end user. */
  endUser: string | null;
  /** The caller's name of the conversation or agent run that the request belongs to. */
  session: string | null;
  /** The caller's tags, each once. */
  tags: readonly string[];
  /** The HTTP request that it came with, for the log. Absent: not known, or it came through no endpoint. */
  origin?: Origin;
  /** Any JSON, stored with the generation. */
  metadata: unknown;
};

/** The HTTP request that a generation came with. */
export type Origin = {
  requestId: string;
  /** Its path. */
  endpoint: string;
  /** The part of the key that people recognize it by; null without a stored key. */
  keyPrefix: string | null;
  /** The name of the caller's program, such as `curl`. Absent or null: not known. */
  client?: string | null;
  /** Its `traceparent`, as W3C defines it. Absent or null: none. */
  traceparent?: string | null;
};

/** How a call uses the response cache. */
export type CacheMode = 'off' | 'read' | 'write' | 'read-write';

/** `HIT`: the answer is from the response cache. `MISS`: the cache had no answer. `BYPASS`: the cache was not read. */
export type CacheStatus = 'HIT' | 'MISS' | 'BYPASS';

/** How an answer reaches its caller, and how much of it is kept. */
export type Delivery = {
  /** Whether the request and its answer may be stored, if the policy stores them. */
  mayKeepContent: boolean;
  /** Whether readers can be told to forget the answer so far. If not, an answer that cannot be continued fails. */
  mayRestart: boolean;
  /** Whether it continues when no reader is left. */
  isDetached: boolean;
  /** How it uses the response cache. Absent: as the policy sets for its task type. */
  cache?: CacheMode;
  /** The name that its caller gave it. Absent: none, and the same request sent again starts a new generation. */
  operation?: ClientOperation;
};

/** A request that its caller has named. Sent again, it attaches to the generation that it started. */
export type ClientOperation = {
  /** The caller that named it. Other callers may use the same name for another request. */
  callerId: string;
  clientId: string;
  /** A digest of the whole request. Another request under the same name is refused. */
  fingerprint: string;
  /** The number of the last event that the caller has; 0 for none. */
  after: number;
};

/** The party that takes turns with others for a shared resource: an API key, or a workspace. */
export function callerOf({ caller }: Pick<GenerationRequest, 'caller'>): string {
  return caller.apiKeyId ?? caller.workspaceId;
}

/** Whether the answer is text, and not JSON. */
export function isPlainText(call: Call): boolean {
  return call.type !== 'chat' || call.responseFormat.type === 'text';
}
