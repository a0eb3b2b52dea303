import {
  buildModelRequest,
  type ExecutePlanOptions,
  type ExecutionEvent,
  type ExecutionServices,
  executePlan,
  type Plan,
  type RequestTemplate,
} from '@penstock/router';

/** What a generation's execution is told besides its plan. */
export type ExecutionChoices = Pick<ExecutePlanOptions, 'mayRestart' | 'reroutesFiltered'>;

/** Carries a plan out with what a generation asks; each candidate may produce as much as its plan allows it. */
export function executeGeneration(
  services: ExecutionServices,
  plan: Plan,
  template: RequestTemplate,
  signal: AbortSignal,
  choices: ExecutionChoices,
): AsyncIterable<readonly ExecutionEvent[]> {
  return executePlan(services, {
    plan,
    signal,
    ...choices,
    request(model, deployment) {
      const planned = plan.candidates.find((candidate) => candidate.model === model)?.maxOutputTokens;
      const bounded = planned === undefined ? template : { ...template, maxOutputTokens: planned };
      return buildModelRequest(bounded, model, deployment);
    },
  });
}
