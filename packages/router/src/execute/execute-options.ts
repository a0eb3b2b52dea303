import type { AdapterSource } from '../adapter-source.ts';
import type { Breakers } from '../breaker/breakers.ts';
import type { Deployment, Model } from '../catalog/model.ts';
import type { Provider } from '../catalog/provider.ts';
import type { Clock } from '../clock.ts';
import type { HealthRecorder } from '../health/health-recorder.ts';
import type { Candidate, Plan } from '../plan/plan.ts';
import type { DeploymentHolds } from './deployment-holds.ts';
import type { HedgeThrottle } from './hedge-throttle.ts';
import type { ModelCall } from './model-call.ts';
import type { PrefillMemory } from './prefill-memory.ts';

/** The timeouts and retries of a provider's calls. */
export type CallSettings = Pick<Provider, 'timeouts' | 'retry'>;

/** The dependencies of an execution. Models, settings and adapters are those of its rules. */
export type ExecutionServices = {
  adapters: AdapterSource;
  settingsFor(providerId: string): CallSettings;
  /** A model of the plan. Throws for one that the catalog does not have. */
  modelOf(modelId: string): Model;
  /**
   * One deployment of the model. `failedIds`: deployments that have failed in this generation, avoided while there are
   * others.
   */
  chooseDeployment(model: Model, failedIds: ReadonlySet<string>): Deployment;
  /** Told of every call of a deployment. */
  deploymentHolds: Pick<DeploymentHolds, 'failed' | 'succeeded'>;
  breakers: Breakers;
  health: HealthRecorder;
  prefillMemory: Pick<PrefillMemory, 'hasRefused' | 'remember'>;
  clock: Clock;
  /** The most text that one generation sends its caller, over all attempts. Characters, default 64 Mi. */
  generationCharacters?: number;
  /** 0 up to, not including, 1. */
  random(): number;
};

/** An attempt before it is made. */
export type DueAttempt = {
  candidate: Candidate;
  model: Model;
  /** The caller's text so far, which may be sent along to be continued; empty at first. */
  sentText: string;
  /** The attempt that goes on while this one is made, and may cost as much as it could alone; null for none. */
  beside: { candidate: Candidate; model: Model } | null;
};

/** Whether an attempt may be made. The reason follows `openai/gpt-4o was not called:`, without a full stop. */
export type Admission = { isAdmitted: true } | { isAdmitted: false; reason: string };

/** When attempts are hedged. */
export type Hedging = {
  /** Milliseconds from the beginning of an attempt of this model; null for never. */
  afterMs(modelId: string): number | null;
  throttle: Pick<HedgeThrottle, 'earn' | 'take'>;
};

/** A plan to execute. */
export type ExecutePlanOptions = {
  plan: Plan;
  /** Writes the call for a model; `buildModelCall` does it from the shared parts. A chat's `prefill` is null. */
  call(model: Model, deployment: Deployment): ModelCall;
  /**
   * Runs before each attempt, the first included, and before its call is written. Default: every attempt is admitted. A
   * refused attempt is skipped with that reason, and its model is not tried again.
   */
  admit?(attempt: DueAttempt): Admission | Promise<Admission>;
  /** The attempt that was to be made beside another is not: the other has moved on meanwhile. */
  withdraw?(): void;
  /**
   * When to make a second attempt beside one that has sent nothing yet. One answers, the other is ended at once. At most
   * one in an execution. Default: never.
   */
  hedging?: Hedging;
  /** The counted tokens of the prompt; the provider's report is compared with them. Default: no comparison. */
  inputTokens?: number;
  /** Its abort ends the generation as `cancelled`, and the upstream at once. */
  signal: AbortSignal;
  /** Whether the sent text can be taken back (`restarted`). Without that, an answer that cannot be continued fails. */
  mayRestart: boolean;
  /** Whether a request that one provider filtered goes to the next. Default policy: no. */
  reroutesFiltered: boolean;
};
