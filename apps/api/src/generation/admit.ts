import type { Message } from '@penstock/providers';
import {
  type Capability,
  type Catalog,
  countInputTokens,
  type ExclusionRule,
  type HealthView,
  type Plan,
  type PlanRequest,
  planRequest,
  type RoutingRules,
} from '@penstock/router';
import { GenerationError } from './generation-error.ts';
import type { GenerationRequest } from './generation-request.ts';

/** What planning reads, as it stands at this moment. */
export type PlanningState = {
  catalog: Catalog;
  routing: RoutingRules;
  health: HealthView;
  /** Counts the generations before this one, for ROUND_ROBIN. */
  rotation: number;
  nowMs: number;
};

/** A plan and what was counted for it. */
export type PlannedRequest = { plan: Plan; inputTokens: number };

/** Plans a request; the plan may have no candidate. */
export function planGeneration(request: GenerationRequest, state: PlanningState): PlannedRequest {
  const inputTokens = countInputTokens(
    request,
    request.model === null ? null : (state.catalog.resolve(request.model) ?? null),
  );
  const plan = planRequest({ ...state, request: toPlanRequest(request, inputTokens, state.routing) });
  return { plan, inputTokens };
}

/** Exclusions that follow from the request's own words, or from what the operator has not set up: told only alone. */
const plainRules: ReadonlySet<ExclusionRule> = new Set<ExclusionRule>([
  'not-configured',
  'inactive',
  'provider',
  'chain',
  'sandbox',
  'fallback-off',
]);

/** Refuses a request that names a model or a chain that does not exist. */
export function refuseUnknown(request: GenerationRequest, { plan }: PlannedRequest): void {
  const unknown = plan.exclusions.find(({ rule, modelId }) => rule === 'unknown' && names(request, modelId));
  if (unknown !== undefined) throw new GenerationError('BAD_USER_INPUT', unknown.reason, { name: unknown.modelId });
}

/**
 * Refuses a request that names a model or a chain that does not exist, and a plan without candidates, with the reasons
 * at hand.
 */
export function refuseUnservable(request: GenerationRequest, planned: PlannedRequest): void {
  refuseUnknown(request, planned);
  const { plan } = planned;
  if (plan.candidates.length > 0) return;
  const named = plan.exclusions.find(({ modelId }) => isNamed(modelId, request.model));
  const telling = plan.exclusions.filter(({ rule }) => !plainRules.has(rule));
  const shown = named !== undefined ? [named] : telling.length > 0 ? telling : plan.exclusions;
  const reasons = shown.slice(0, 5).map(({ modelId, reason }) => `${modelId}: ${reason}`);
  const left = plan.exclusions.length - reasons.length;
  const more = named === undefined && left > 0 ? `; and ${left} more, which the query 'plan' lists` : '';
  throw new GenerationError(
    'NO_MODEL_AVAILABLE',
    reasons.length === 0
      ? 'No model can serve this request: the policy names none.'
      : `No model can serve this request. ${reasons.join('; ')}${more}.`,
    { exclusions: shown.slice(0, 20).map(({ modelId, rule, reason }) => ({ model: modelId, rule, reason })) },
  );
}

/** Whether the request itself says this name; a chain of the operator's may name a model that is gone, and serve. */
function names(request: GenerationRequest, name: string): boolean {
  const { model, chain, preferredModel, fallbackModels } = request;
  return name === model || name === chain || name === preferredModel || fallbackModels.includes(name);
}

function isNamed(modelId: string, name: string | null): boolean {
  return modelId === name || modelId.endsWith(`/${name}`);
}

function toPlanRequest(request: GenerationRequest, inputTokens: number, routing: RoutingRules): PlanRequest {
  return {
    strategy: request.strategy,
    chain: request.chain,
    model: request.model,
    fallbackModels: request.fallbackModels,
    enableFallback: request.enableFallback ?? routing.enableFallback,
    provider: request.provider,
    preferredProvider: request.preferredProvider,
    preferredModel: request.preferredModel,
    taskType: request.taskType,
    requiredCapabilities: capabilitiesNeeded(request),
    costPreference: request.costPreference ?? 'MEDIUM',
    maxLatencyMs: request.maxLatencyMs,
    costLimitUsd: request.costLimitUsd,
    budgetRemainingUsd: null,
    inputTokens,
    maxOutputTokens: request.maxOutputTokens,
  };
}

/** What the caller named, and what follows from the request itself. */
function capabilitiesNeeded(request: GenerationRequest): readonly Capability[] {
  const needed = new Set(request.requiredCapabilities);
  if (request.tools.length > 0) needed.add('function_calling');
  if (request.responseFormat.type === 'json') needed.add('json_mode');
  if (request.responseFormat.type === 'json-schema') needed.add('json_schema');
  if (request.messages.some(hasImage)) needed.add('vision');
  return [...needed];
}

function hasImage(message: Message): boolean {
  return message.role === 'user' && message.parts.some((part) => part.type === 'image');
}
