import { type Strategy, strategies } from '../policy/strategy.ts';
import { describeCount, describeDuration, describeUsd } from './describe-figures.ts';
import { eligibilityRules } from './eligibility/eligibility-rules.ts';
import { describeNotConfigured } from './eligibility/static-exclusion.ts';
import { describeHealthReason, type HealthCode } from './health-factor.ts';
import { describeWarmth, isWarmReason } from './keep-warm.ts';
import { describePlacement, isPlacementReason } from './placement.ts';
import type { Candidate, Exclusion, ExclusionRule } from './plan.ts';
import { describeReadmission, isReadmissionReason } from './readmission-reason.ts';
import { type Reason, textFigure } from './reason.ts';
import { strategyOf } from './strategies/all-strategies.ts';
import { describeUnknownName } from './unknown-names.ts';

/** Why a candidate has its place: one sentence with the figures, without a full stop. */
export function describeCandidate(candidate: Candidate): string {
  const { reasons, estimatedLatencyMs, estimatedCostUsd, maxOutputTokens } = candidate;
  const [first] = reasons;
  const text = first === undefined ? null : textFigure(first);
  if (text !== null) return text;
  const cost = estimatedCostUsd === null ? 'an unknown price' : describeUsd(estimatedCostUsd);
  const parts = reasons.map((reason) => describeReason(reason, candidate));
  parts.push(`about ${describeDuration(estimatedLatencyMs)} and ${cost}`);
  if (maxOutputTokens !== null) parts.push(`the answer is limited to ${describeCount(maxOutputTokens)} tokens`);
  return parts.join('; ');
}

function describeReason(reason: Reason, candidate: Candidate): string {
  if (isWarmReason(reason)) return describeWarmth(reason);
  if (isPlacementReason(reason)) return describePlacement(reason);
  if (isReadmissionReason(reason)) return describeReadmission(reason);
  if (isHealthReason(reason)) return describeHealthReason(reason);
  return isStrategyReason(reason) ? strategyOf(reason.code).describe(reason.figures, candidate) : reason.code;
}

function isHealthReason(reason: Reason): reason is Reason<HealthCode> {
  return reason.code === 'slow' || reason.code === 'failing';
}

function isStrategyReason(reason: Reason): reason is Reason<Strategy> {
  return (strategies as readonly string[]).includes(reason.code);
}

const ruleByName = new Map(eligibilityRules.map((rule) => [rule.name, rule]));

/** Why a model was left out: one sentence with the figures, without a full stop. */
export function describeExclusion({ modelId, reason }: Exclusion): string {
  return textFigure(reason) ?? describeByRule(reason, modelId);
}

function describeByRule({ code, figures }: Reason<ExclusionRule>, modelId: string): string {
  switch (code) {
    case 'unknown':
      return describeUnknownName(modelId, figures as Parameters<typeof describeUnknownName>[1]);
    case 'inactive':
      return 'an operator switched it off';
    case 'not-configured':
      return describeNotConfigured(figures as Parameters<typeof describeNotConfigured>[0]);
    default:
      return ruleByName.get(code)?.describe(figures, modelId) ?? code;
  }
}
