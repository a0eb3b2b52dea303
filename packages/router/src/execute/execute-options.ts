import type { AdapterSource } from '../adapter-source.ts';
import type { Breakers } from '../breaker/breakers.ts';
import type { Deployment, Model } from '../catalog/model.ts';
import type { Provider } from '../catalog/provider.ts';
import type { Clock } from '../clock.ts';
import type { HealthRecorder } from '../health/health-recorder.ts';
import type { Candidate, Plan } from '../plan/plan.ts';
import type { ModelCall } from './model-call.ts';
import type { PrefillMemory } from './prefill-memory.ts';

/** How a provider's calls are timed and repeated. */
export type CallSettings = Pick<Provider, 'timeouts' | 'retry'>;

/** What an execution needs from around it. Models, settings and adapters are those of the rules that it runs under. */
export type ExecutionServices = {
  adapters: AdapterSource;
  settingsFor(providerId: string): CallSettings;
  /** A model of the plan. Throws for one that the catalog does not have. */
  modelOf(modelId: string): Model;
  /**
   * One place that serves the model. `failedIds` are those that have failed in this generation: to be avoided while
   * there are others.
   */
  chooseDeployment(model: Model, failedIds: ReadonlySet<string>): Deployment;
  breakers: Breakers;
  health: HealthRecorder;
  prefillMemory: Pick<PrefillMemory, 'hasRefused' | 'remember'>;
  clock: Clock;
  /** The most that one generation gives its caller, over all attempts. Characters, default 64 Mi. */
  generationCharacters?: number;
  /** 0 up to, not including, 1. */
  random(): number;
};

/** An attempt that is about to be made. */
export type DueAttempt = {
  candidate: Candidate;
  model: Model;
  /** What the caller holds of the answer, which may be sent along to be continued; empty at first. */
  sentText: string;
};

/** Whether an attempt may be made. The reason follows `openai/gpt-4o was not called:`, without a full stop. */
export type Admission = { isAdmitted: true } | { isAdmitted: false; reason: string };

/** One plan to be carried out. */
export type ExecutePlanOptions = {
  plan: Plan;
  /** Writes the call for a model; `buildModelCall` does it from what all models share. A chat's `prefill` is null. */
  call(model: Model, deployment: Deployment): ModelCall;
  /**
   * Asked before each attempt, the first included, and before its call is written; left out, every attempt is
   * admitted. One that is not is skipped with that reason, and its model is not tried again.
   */
  admit?(attempt: DueAttempt): Admission | Promise<Admission>;
  /** Tokens of the prompt as counted: what its provider reports is compared with it. Left out, it is not. */
  inputTokens?: number;
  /** Aborting it ends the generation as `cancelled`, and the upstream at once. */
  signal: AbortSignal;
  /** Whether what was sent can be taken back (`restarted`). Without that, what cannot be continued fails. */
  mayRestart: boolean;
  /** Whether a request that one provider filtered goes on to the next. Default policy: no. */
  reroutesFiltered: boolean;
};
