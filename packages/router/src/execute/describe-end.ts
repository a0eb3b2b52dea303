import type { AttemptRecord } from '../attempt.ts';
import { describeExclusion } from '../plan/describe-reasons.ts';
import { allExclusions, type Exclusion, type ExclusionRule, type Plan } from '../plan/plan.ts';
import type { ExecutionError } from './execution-event.ts';

/** Exclusions to list when everything failed. Operators already know that a model is inactive or has no key. */
const shownRules: ReadonlySet<ExclusionRule> = new Set<ExclusionRule>([
  'capability',
  'context-window',
  'cost-limit',
  'budget',
  'latency',
  'unavailable',
  'breaker',
]);

const longestList = 8;

/** The error of a plan without candidates. */
export function nothingToTry(plan: Plan): ExecutionError {
  const message = `No model can serve this request${describeExclusions(allExclusions(plan))}.`;
  return { code: 'NO_MODEL_AVAILABLE', message, attempts: [] };
}

/** The error of a failed generation. `isPartial`: the caller has a part of an answer. */
export function describeEnd(
  code: ExecutionError['code'],
  plan: Plan,
  attempts: readonly AttemptRecord[],
  isPartial: boolean,
): ExecutionError {
  return { code, message: describe(code, plan, attempts, isPartial), attempts };
}

function describe(
  code: ExecutionError['code'],
  plan: Plan,
  attempts: readonly AttemptRecord[],
  isPartial: boolean,
): string {
  const words = attempts.at(-1)?.errorMessage ?? 'The provider gave no reason.';
  switch (code) {
    case 'BAD_USER_INPUT':
    case 'CONTENT_FILTERED':
    case 'CONTEXT_LENGTH_EXCEEDED':
    case 'INVALID_RESPONSE':
      return words;
    case 'NO_MODEL_AVAILABLE':
    case 'BUDGET_EXCEEDED':
    case 'ALL_MODELS_FAILED': {
      const broken = isPartial ? 'The answer was cut, and no model could continue it: ' : 'No model answered: ';
      return `${broken}${describeAttempts(attempts)}${describeExclusions(allExclusions(plan))}.`;
    }
  }
}

/** One clause per model: the message of its last call, and the number of its calls. */
function describeAttempts(attempts: readonly AttemptRecord[]): string {
  const byModel = Map.groupBy(attempts, (attempt) => attempt.modelId);
  const clauses = [...byModel].map(([modelId, ofModel]) => {
    const calls = ofModel.filter(({ outcome }) => outcome !== 'skipped');
    const words = ((calls.at(-1) ?? ofModel.at(-1))?.errorMessage ?? 'no reason given').replace(/\.$/, '');
    const times = calls.length > 1 ? ` (${calls.length} times)` : '';
    return `${modelId}: ${words}${times}`;
  });
  return clauses.join('; ');
}

function describeExclusions(exclusions: readonly Exclusion[]): string {
  const shown = exclusions.filter((exclusion) => shownRules.has(exclusion.reason.code));
  if (shown.length === 0) return '';
  const named = shown
    .slice(0, longestList)
    .map((exclusion) => `${exclusion.modelId} (${describeExclusion(exclusion)})`);
  const rest = shown.length > longestList ? ` and ${shown.length - longestList} more` : '';
  return `; left out: ${named.join(', ')}${rest}`;
}
