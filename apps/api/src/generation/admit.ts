import type { Message } from '@penstock/providers';
import {
  allExclusions,
  type Capability,
  countInputTokens,
  describeExclusion,
  type Exclusion,
  type ExclusionRule,
  type HealthView,
  type Plan,
  type PlanRequest,
  planRequest,
  type RoutingRules,
} from '@penstock/router';
import { ServiceError } from '../errors/service-error.ts';
import type { Rules } from '../rules/rules.ts';
import type { GenerationRequest } from './generation-request.ts';

/** What planning reads beside the rules, as it stands at this moment. */
export type PlanningState = {
  health: HealthView;
  /** Counts the generations before this one, for ROUND_ROBIN. */
  rotation: number;
  nowMs: number;
};

/** A plan and what was counted for it. */
export type PlannedRequest = { plan: Plan; inputTokens: number };

/** Plans a request; the plan may have no candidate. */
export function planGeneration(request: GenerationRequest, rules: Rules, state: PlanningState): PlannedRequest {
  const inputTokens = countInputTokens(
    request,
    request.model === null ? null : (rules.catalog.resolve(request.model) ?? null),
  );
  const plan = planRequest({ ...rules, ...state, request: toPlanRequest(request, inputTokens, rules.routing) });
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
  const unknown = plan.exclusions.find(({ reason, modelId }) => reason.code === 'unknown' && names(request, modelId));
  if (unknown !== undefined) {
    throw new ServiceError('BAD_USER_INPUT', describeExclusion(unknown), { details: { name: unknown.modelId } });
  }
}

/**
 * Refuses a request that names a model or a chain that does not exist, and a plan without candidates, with the reasons
 * at hand.
 */
export function refuseUnservable(request: GenerationRequest, planned: PlannedRequest): void {
  refuseUnknown(request, planned);
  const { plan } = planned;
  if (plan.candidates.length > 0) return;
  const exclusions = allExclusions(plan);
  const named = exclusions.find(({ modelId }) => isNamed(modelId, request.model));
  const telling = exclusions.filter(({ reason }) => !plainRules.has(reason.code));
  const shown = named !== undefined ? [named] : telling.length > 0 ? telling : exclusions;
  const reasons = shown.slice(0, 5).map((exclusion) => `${exclusion.modelId}: ${describeExclusion(exclusion)}`);
  const left = exclusions.length - reasons.length;
  const more = named === undefined && left > 0 ? `; and ${left} more, which the query 'plan' lists` : '';
  throw new ServiceError(
    'NO_MODEL_AVAILABLE',
    reasons.length === 0
      ? 'No model can serve this request: the policy names none.'
      : `No model can serve this request. ${reasons.join('; ')}${more}.`,
    { details: { exclusions: shown.slice(0, 20).map(toDetail) } },
  );
}

function toDetail(exclusion: Exclusion) {
  const { modelId, reason } = exclusion;
  return { model: modelId, rule: reason.code, reason: describeExclusion(exclusion) };
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
