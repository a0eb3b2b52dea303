import type { Deployment, Model } from '../catalog/model.ts';
import type { Candidate, Plan } from '../plan/plan.ts';
import type { CandidateState, NotCalled } from './choose-candidate.ts';
import type { ExecutionServices } from './execute-options.ts';
import type { Failure } from './failure.ts';

/** The tries of one generation, by candidate. */
export class Tries {
  readonly states: readonly CandidateState[];
  readonly #plan: Plan;
  readonly #models: readonly Model[];
  readonly #failedDeployments = new Map<string, Set<string>>();

  constructor(plan: Plan, { modelOf, settingsFor }: Pick<ExecutionServices, 'modelOf' | 'settingsFor'>) {
    this.#plan = plan;
    this.#models = plan.candidates.map(({ modelId }) => modelOf(modelId));
    this.states = this.#models.map((model) => ({
      modelId: model.id,
      providerId: model.providerId,
      contextWindow: model.contextWindow,
      retry: settingsFor(model.providerId).retry,
      calls: 0,
      skips: 0,
      lastFailure: null,
      notBeforeMs: 0,
    }));
  }

  candidate(index: number): Candidate {
    const candidate = this.#plan.candidates[index];
    if (candidate === undefined) throw new Error(`The plan has no candidate ${index}.`);
    return candidate;
  }

  model(index: number): Model {
    const model = this.#models[index];
    if (model === undefined) throw new Error(`The plan has no candidate ${index}.`);
    return model;
  }

  /** Ids of the model's deployments that have failed. */
  failedDeployments(index: number): ReadonlySet<string> {
    return this.#failedDeployments.get(this.candidate(index).modelId) ?? noDeployments;
  }

  hasFreshDeployment(index: number): boolean {
    const failed = this.failedDeployments(index);
    return this.model(index).deployments.some((deployment) => !failed.has(deployment.id));
  }

  /** Whether the model has another deployment that has not failed. */
  hasOtherDeployment(index: number, { id }: Deployment): boolean {
    const failed = this.failedDeployments(index);
    return this.model(index).deployments.some((deployment) => deployment.id !== id && !failed.has(deployment.id));
  }

  called(index: number, deployment: Deployment): void {
    const state = this.#state(index);
    state.calls += 1;
    state.providerId = deployment.providerId;
  }

  /** `notBeforeMs`: of the monotonic clock; null if it is not known. */
  skipped(index: number, because: NotCalled, notBeforeMs: number | null): void {
    const state = this.#state(index);
    state.skips += 1;
    state.lastFailure = because;
    if (notBeforeMs !== null) state.notBeforeMs = notBeforeMs;
  }

  failed(index: number, deployment: Deployment, failure: Failure, nowMs: number): void {
    const state = this.#state(index);
    state.lastFailure = failure;
    if (failure.retryAfterMs !== null) state.notBeforeMs = nowMs + failure.retryAfterMs;
    const failed = this.#failedDeployments.get(state.modelId);
    if (failed === undefined) this.#failedDeployments.set(state.modelId, new Set([deployment.id]));
    else failed.add(deployment.id);
  }

  /** Takes the last call back: its prefill was refused, and the same try is repeated in another form. */
  takeBack(index: number): void {
    const state = this.#state(index);
    state.calls -= 1;
    state.lastFailure = null;
    this.#failedDeployments.delete(state.modelId);
  }

  #state(index: number): CandidateState {
    const state = this.states[index];
    if (state === undefined) throw new Error(`The plan has no candidate ${index}.`);
    return state;
  }
}

const noDeployments: ReadonlySet<string> = new Set();
