import {
  allExclusions,
  type BudgetRefusal,
  describeExclusion,
  type Exclusion,
  type ExclusionRule,
  type Plan,
} from '@penstock/router';
import { contextLengthWords } from '../errors/context-length.ts';
import { ServiceError } from '../errors/service-error.ts';
import { LedgerUnavailableError } from './generation-ledger.ts';
import type { Routing } from './generation-request.ts';

/**
 * Exclusions that follow from the request itself, or from settings that the operator has not made. They are told only
 * if there are no others.
 */
const plainRules: ReadonlySet<ExclusionRule> = new Set<ExclusionRule>([
  'not-configured',
  'inactive',
  'provider',
  'chain',
  'sandbox',
  'fallback-off',
  'not_allowed',
]);

/** Refuses a request that names a model or a chain that does not exist. */
export function refuseUnknown(routing: Routing, { exclusions }: Plan): void {
  const unknown = exclusions.find(({ reason, modelId }) => reason.code === 'unknown' && isNamedBy(routing, modelId));
  if (unknown !== undefined) {
    throw new ServiceError('BAD_USER_INPUT', describeExclusion(unknown), { details: { name: unknown.modelId } });
  }
}

/**
 * Refuses a plan without candidates. BUDGET_EXCEEDED if only money is missing, CONTEXT_LENGTH_EXCEEDED if every window
 * is too small, else NO_MODEL_AVAILABLE.
 */
export function refuseUnservable(routing: Routing, plan: Plan): void {
  if (plan.candidates.length > 0) return;
  const unpaid = plan.exclusions.filter(({ reason }) => reason.code === 'budget');
  throw unpaid.length > 0 ? budgetExceeded(unpaid) : noModelAvailable(routing, plan);
}

function noModelAvailable(routing: Routing, plan: Plan): ServiceError {
  const exclusions = allExclusions(plan);
  const named = exclusions.find(({ modelId }) => isModelOf(modelId, routing.model));
  const telling = exclusions.filter(({ reason }) => !plainRules.has(reason.code));
  const shown = named !== undefined ? [named] : telling.length > 0 ? telling : exclusions;
  const able = shown.filter(({ reason }) => !plainRules.has(reason.code) && reason.code !== 'capability');
  if (able.length > 0 && able.every(({ reason }) => reason.code === 'context-window')) return contextExceeded(able);
  const reasons = shown.slice(0, 5).map((exclusion) => `${exclusion.modelId}: ${describeExclusion(exclusion)}`);
  const left = exclusions.length - reasons.length;
  const more = named === undefined && left > 0 ? `; and ${left} more, which the query 'plan' lists` : '';
  return new ServiceError(
    'NO_MODEL_AVAILABLE',
    reasons.length === 0
      ? 'No model can serve this request: the policy has no models.'
      : `No model can serve this request. ${reasons.join('; ')}${more}.`,
    { details: { exclusions: shown.slice(0, 20).map(toDetail) } },
  );
}

/** The refusal with the largest window, and the tokens that its model would need. */
function contextExceeded(exclusions: readonly Exclusion[]): ServiceError {
  const sizes = exclusions.map(({ modelId, reason: { figures } }) => {
    const { neededTokens, windowTokens } = figures as { neededTokens: number; windowTokens: number };
    return { modelId, neededTokens, windowTokens };
  });
  const largest = sizes.reduce((best, size) => (size.windowTokens > best.windowTokens ? size : best));
  const words = contextLengthWords(largest.windowTokens, largest.neededTokens);
  const which = sizes.length === 1 ? 'The model is' : `Of ${sizes.length} models, the one with the largest window is`;
  return new ServiceError('CONTEXT_LENGTH_EXCEEDED', `${words} ${which} ${largest.modelId}.`, {
    details: { exclusions: exclusions.slice(0, 20).map(toDetail) },
  });
}

function toDetail(exclusion: Exclusion) {
  const { modelId, reason } = exclusion;
  return { model: modelId, rule: reason.code, reason: describeExclusion(exclusion) };
}

/** Whether the request itself has this name. An operator's chain may name a model that is gone, and still serve. */
function isNamedBy({ model, chain, preferredModel, fallbackModels }: Routing, name: string): boolean {
  return name === model || name === chain || name === preferredModel || fallbackModels.includes(name);
}

function isModelOf(modelId: string, name: string | null): boolean {
  return modelId === name || modelId.endsWith(`/${name}`);
}

const shownRefusals = 5;

/**
 * The refusal of a request whose models cost more than the budgets have left. `unpaid`: exclusions of the rule
 * `budget`.
 */
export function budgetExceeded(unpaid: readonly Exclusion[]): ServiceError {
  const reasons = unpaid.slice(0, shownRefusals).map((each) => `${each.modelId}: ${describeExclusion(each)}`);
  const more = unpaid.length > reasons.length ? `; and ${unpaid.length - reasons.length} more` : '';
  const refusals = unpaid.map(toRefusal);
  const decisive = refusals.findLast(({ remainingUsd }) => remainingUsd !== null) ?? refusals[0];
  const hasBudget = decisive !== undefined && decisive.budgetId !== null;
  return new ServiceError('BUDGET_EXCEEDED', `No model fits the remaining budget. ${reasons.join('; ')}${more}.`, {
    details: {
      budget: hasBudget ? { id: decisive.budgetId, name: decisive.budgetName } : null,
      remainingUsd: decisive?.remainingUsd ?? null,
      refusals,
    },
  });
}

/** `budgetId` null: the caller's own limit. */
function toRefusal({ modelId, reason: { figures } }: Exclusion) {
  const { budgetId = null, budget = null, neededUsd, remainingUsd } = figures as Partial<BudgetRefusal>;
  const { costUsd, leftUsd } = figures;
  return {
    model: modelId,
    budgetId,
    budgetName: budget,
    neededUsd: neededUsd ?? textOf(costUsd),
    remainingUsd: remainingUsd ?? textOf(leftUsd),
  };
}

function textOf(usd: unknown): string | null {
  return typeof usd === 'number' ? String(usd) : null;
}

/** The error for a caller: INTERNAL with one sentence, if the database that counts budgets is unavailable. */
export function toRefusalError(error: unknown): unknown {
  if (!(error instanceof LedgerUnavailableError)) return error;
  return new ServiceError(
    'INTERNAL',
    'A hard budget applies to this request, but the database that counts it does not answer; send the request again in a moment.',
  );
}
