import type { Message } from '@penstock/providers';
import {
  type Call,
  type Capability,
  outputLimitOf,
  type PlanRequest,
  priceTermsOf,
  type RoutingRules,
} from '@penstock/router';
import type { Grant } from '../access/viewer.ts';
import type { GenerationRequest, Routing } from './generation-request.ts';

/** All members of a request that its plan depends on, except the size of its prompt. Null: the policy decides. */
export type RequestedRouting = Omit<PlanRequest, 'inputTokens' | 'enableFallback' | 'costPreference'> &
  Pick<Routing, 'enableFallback' | 'costPreference'>;

/** The same as it is recorded, without members that are null or empty. */
export type RecordedRouting = Partial<RequestedRouting> & {
  /** Absent if the caller might use every model and strategy. */
  allowance?: Pick<Grant, 'models' | 'strategies'>;
};

const emptyRouting: RequestedRouting = Object.freeze({
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
  longestTextTokens: null,
  maxOutputTokens: null,
  terms: { serviceTier: null, cachesForHour: false, hasMedia: false },
});

/** The routing that a request states. `longestTextTokens`: tokens of an embedding's longest text, null for a chat. */
export function requestedRouting(
  { call, routing }: Pick<GenerationRequest, 'call' | 'routing'>,
  longestTextTokens: number | null,
): RequestedRouting {
  return {
    ...routing,
    // Vectors of different models cannot be compared.
    enableFallback: call.type === 'chat' ? routing.enableFallback : false,
    requiredCapabilities: capabilitiesNeeded(call, routing.requiredCapabilities),
    longestTextTokens,
    maxOutputTokens: outputLimitOf(call),
    terms: priceTermsOf(call),
  };
}

/** Builds the input of a plan under these rules. */
export function toPlanRequest(requested: RequestedRouting, inputTokens: number, rules: RoutingRules): PlanRequest {
  return {
    ...requested,
    inputTokens,
    enableFallback: requested.enableFallback ?? rules.enableFallback,
    costPreference: requested.costPreference ?? 'MEDIUM',
  };
}

/**
 * The record of a request's routing, by which it can be planned again without its content. `inputTokens`: tokens of the
 * whole prompt. The tokens of an embedding's longest text are estimated by its share of the characters.
 */
export function recordRouting(
  request: Pick<GenerationRequest, 'call' | 'routing' | 'caller'>,
  inputTokens: number,
): RecordedRouting {
  const { terms, ...requested } = requestedRouting(request, longestShare(request.call, inputTokens));
  const { models, strategies } = request.caller.grant;
  const said: RecordedRouting = withoutSilent(requested);
  if (!isUsual(terms)) said.terms = terms;
  if (models !== null || strategies !== null) said.allowance = { models, strategies };
  return said;
}

/** Leaves out members that are null or an empty list. */
export function withoutSilent<Members extends object>(members: Members): Partial<Members> {
  const said: Partial<Members> = {};
  for (const name of Object.keys(members) as (keyof Members)[]) {
    const value = members[name];
    if (value !== null && !(Array.isArray(value) && value.length === 0)) said[name] = value;
  }
  return said;
}

/** Reads the routing of a record, without the allowance. */
export function readRouting({ allowance: _, ...recorded }: RecordedRouting): RequestedRouting {
  return { ...emptyRouting, ...recorded };
}

function isUsual({ serviceTier, cachesForHour, hasMedia }: RequestedRouting['terms']): boolean {
  return serviceTier === null && !cachesForHour && !hasMedia;
}

function longestShare(call: Call, inputTokens: number): number | null {
  if (call.type === 'chat') return null;
  const lengths = call.texts.map(({ length }) => length);
  const all = lengths.reduce((sum, length) => sum + length, 0);
  return all === 0 ? 0 : Math.ceil((inputTokens * Math.max(...lengths)) / all);
}

/** The capabilities that the caller named, and those that the call itself needs. */
function capabilitiesNeeded(call: Call, named: readonly Capability[]): readonly Capability[] {
  const needed = new Set<Capability>();
  if (call.type === 'embedding') needed.add('embeddings');
  else {
    if (call.tools.length > 0) needed.add('function_calling');
    if (call.responseFormat.type === 'json') needed.add('json_mode');
    if (call.responseFormat.type === 'json-schema') needed.add('json_schema');
    for (const message of call.messages) addNeeds(message, needed);
  }
  return needed.size === 0 ? named : [...new Set([...named, ...needed])];
}

/**
 * Adds the capabilities that a model needs for the content of a message. Files of an earlier answer are left out for a
 * model without them.
 */
function addNeeds(message: Message, needed: Set<Capability>): void {
  if (message.role !== 'user' && message.role !== 'tool') return;
  for (const part of message.parts) {
    if (part.type === 'image') needed.add('vision');
    else if (part.type === 'audio') needed.add('audio');
    else if (part.type === 'file' && part.mediaType === 'application/pdf') needed.add('pdf');
  }
}
