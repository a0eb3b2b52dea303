import { describeCode } from '../../graphql/error-codes.ts';
import type { Plan } from './plan-facts.ts';
import type { Route } from './route.ts';
import type { AttemptState, RunState } from './run-state.ts';

/** A sentence, and whether it says that another model than the requested one answers. */
export type Explanation = { text: string; isOtherModel: boolean };

/** The reason why the first candidate of a plan would answer; null for a plan without candidates. */
export function explainPlan(plan: Plan, route: Route): Explanation | null {
  const [first] = plan.candidates;
  if (!first) return null;
  if (route.type !== 'model' || isSame(route.id, first.modelId)) {
    return { text: `${first.modelId} answers: ${first.reason}.`, isOtherModel: false };
  }
  return { text: `${first.modelId} answers instead of ${route.id}: ${whyNot(plan, route.id)}.`, isOtherModel: true };
}

/** The reason why the serving model answered, once the run has ended. Null before, and when it is unknown. */
export function explainRun(run: RunState, route: Route): Explanation | null {
  const { plan, servedBy } = run;
  if (run.phase !== 'completed' || !servedBy) return null;
  const failed = run.attempts.filter((attempt) => attempt.model !== servedBy && failedOrWasOutrun(attempt, run));
  const isOtherModel = route.type === 'model' && !isSame(route.id, servedBy);
  if (failed.length > 0) {
    const [asked] = failed;
    const reasons = failed.map(({ model, outcome, errorCode }) =>
      outcome === 'OUTRUN' ? `${model} was late` : `${model} failed (${lower(describeCode(errorCode ?? '').title)})`,
    );
    const planned = isOtherModel && plan && asked && !isSame(route.id, asked.model) ? [whyNot(plan, route.id)] : [];
    const because = [...planned, ...new Set(reasons)].join(', ');
    const how = isOtherModel ? ` instead of ${route.id}: ` : ' after ';
    return { text: `${servedBy} answered${how}${because}.`, isOtherModel };
  }
  if (!plan) return isOtherModel ? { text: `${servedBy} answered instead of ${route.id}.`, isOtherModel } : null;
  if (isOtherModel)
    return { text: `${servedBy} answered instead of ${route.id}: ${whyNot(plan, route.id)}.`, isOtherModel };
  const reason = plan.candidates.find(({ modelId }) => modelId === servedBy)?.reason;
  return reason ? { text: `${servedBy} answered: ${reason}.`, isOtherModel } : null;
}

/** Whether the attempt failed, or was late and outrun by a later attempt. */
function failedOrWasOutrun({ outcome, number }: AttemptState, { attempts }: RunState): boolean {
  if (outcome !== 'OUTRUN') return outcome === 'FAILED';
  return attempts.some((other) => other.outcome === 'SUCCEEDED' && other.number > number);
}

function whyNot(plan: Plan, id: string): string {
  const excluded = plan.exclusions.find(({ modelId }) => isSame(id, modelId));
  return excluded ? lower(excluded.reason.replace(/\.$/, '')) : 'the plan puts another model first';
}

/** A route names a model by its id, or by the part after the provider. */
function isSame(asked: string, modelId: string): boolean {
  return asked === modelId || modelId.endsWith(`/${asked}`);
}

/** The text with its first letter in lower case, for use within a sentence. Names in capitals stay. */
function lower(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
