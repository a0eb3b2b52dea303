import type { ChatCall } from '@penstock/router';
import { fullGrant } from '../access/viewer.ts';
import type { Caller, Delivery, GenerationRequest, Routing } from '../generation/generation-request.ts';

/** Members of any part of a chat's request. */
export type RequestChanges = Partial<Omit<ChatCall, 'type'> & Routing & Caller & Delivery>;

const call: Omit<ChatCall, 'messages'> = {
  type: 'chat',
  tools: [],
  toolChoice: null,
  responseFormat: { type: 'text' },
  temperature: null,
  topP: null,
  maxOutputTokens: null,
  stop: [],
  seed: null,
};

const routing: Routing = {
  model: null,
  provider: null,
  preferredModel: null,
  preferredProvider: null,
  strategy: null,
  chain: null,
  fallbackModels: [],
  enableFallback: null,
  taskType: null,
  requiredCapabilities: [],
  costPreference: null,
  maxLatencyMs: null,
  costLimitUsd: null,
  budgetRemainingUsd: null,
};

const caller: Caller = {
  workspaceId: 'default',
  apiKeyId: null,
  limits: null,
  grant: fullGrant,
  executionId: null,
  endUser: null,
  session: null,
  tags: [],
  metadata: null,
};

const delivery: Delivery = { mayKeepContent: true, mayRestart: true, isDetached: false };

/** A request with this text and default values. `changes` replace members. */
export function plainRequest(text: string, changes: RequestChanges = {}): GenerationRequest<ChatCall> {
  const messages: ChatCall['messages'] = [{ role: 'user', parts: [{ type: 'text', text }] }];
  return {
    call: change({ ...call, messages }, changes, ['settings', 'providerOptions']),
    routing: change(routing, changes),
    caller: change(caller, changes),
    delivery: change(delivery, changes, ['cache']),
  };
}

/** Applies the changes that belong to this part. `optional`: its members without a default. */
function change<Part extends object>(part: Part, changes: RequestChanges, optional: readonly string[] = []): Part {
  const isOwn = (name: string): boolean => name in part || optional.includes(name);
  return { ...part, ...Object.fromEntries(Object.entries(changes).filter(([name]) => isOwn(name))) };
}
