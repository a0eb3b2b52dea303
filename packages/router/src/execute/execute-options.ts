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
  /** Returns a model of the plan. Throws if the catalog does not have it. */
  modelOf(modelId: string): Model;
  /**
   * Returns one deployment of the model. `failedIds`: deployments that have failed in this generation, avoided while
   * there are others.
   */
  chooseDeployment(model: Model, failedIds: ReadonlySet<string>): Deployment;
  /** Receives the result of every call of a deployment. */
  deploymentHolds: Pick<DeploymentHolds, 'failed' | 'succeeded'>;
  breakers: Breakers;
  health: HealthRecorder;
  prefillMemory: Pick<PrefillMemory, 'hasRefused' | 'remember'>;
  clock: Clock;
  /** The maximum text that one generation sends its caller, over all attempts. Characters, default 64 Mi. */
  generationCharacters?: number;
  /** 0 up to, not including, 1. */
  random(): number;
};

/** An attempt before it is made. */
export type DueAttempt = {
  candidate: Candidate;
  model: Model;
  /** The caller's text so far, which may be sent to the model for continuation. Empty at first. */
  sentText: string;
  /** The attempt that continues while this attempt is made. It may cost its full amount. Null for none. */
  beside: { candidate: Candidate; model: Model } | null;
};

/** Whether an attempt may be made. The reason follows `openai/gpt-4o was not called:`, without a full stop. */
export type Admission = { isAdmitted: true } | { isAdmitted: false; reason: string };

/** The settings of hedging. */
export type Hedging = {
  /** The delay from the beginning of an attempt of this model, milliseconds. Null for never. */
  afterMs(modelId: string): number | null;
  throttle: Pick<HedgeThrottle, 'earn' | 'take'>;
};

/** A plan to execute. */
export type ExecutePlanOptions = {
  plan: Plan;
  /**
   * Writes the call for a model. `buildModelCall` does it from the shared parts. The `prefill` of a chat must be null.
   */
  call(model: Model, deployment: Deployment): ModelCall;
  /**
   * Runs before each attempt, the first included, and before its call is written. Default: every attempt is admitted. A
   * refused attempt is skipped with that reason, and its model is not tried again.
   */
  admit?(attempt: DueAttempt): Admission | Promise<Admission>;
  /** Reports that the planned second attempt is not made, because the first has continued meanwhile. */
  withdraw?(): void;
  /**
   * When to make a second attempt beside an attempt that has sent nothing yet. The first to answer continues, and the
   * other is ended at once. At most one second attempt per execution. Default: never.
   */
  hedging?: Hedging;
  /** The counted tokens of the prompt, which are compared with the provider's report. Default: no comparison. */
  inputTokens?: number;
  /** Aborting it ends the generation as `cancelled`, and the upstream at once. */
  signal: AbortSignal;
  /** Whether the sent text can be taken back (`restarted`). If not, an answer that cannot be continued fails. */
  mayRestart: boolean;
  /** Whether a request that one provider filtered goes to the next. Default: no. */
  reroutesFiltered: boolean;
};
