import type { Adapter, ModelRequest } from '@penstock/providers';
import { modelRequest, type Script, ScriptedAdapter } from '@penstock/providers/testing';
import { buildPlan, buildProvider } from '@penstock/testing';
import type { AttemptRecord } from '../attempt.ts';
import type { Breakers } from '../breaker/breakers.ts';
import type { CallResult } from '../breaker/call-result.ts';
import type { Model } from '../catalog/model.ts';
import type { RequestTemplate } from '../execute/build-model-request.ts';
import { DeploymentHolds } from '../execute/deployment-holds.ts';
import type { CallSettings, ExecutePlanOptions, ExecutionServices } from '../execute/execute-options.ts';
import { executePlan } from '../execute/execute-plan.ts';
import type { ExecutionEvent } from '../execute/execution-event.ts';
import { buildModelCall } from '../execute/model-call.ts';
import { PrefillMemory } from '../execute/prefill-memory.ts';
import type { Plan } from '../plan/plan.ts';
import { FakeClock } from './fake-clock.ts';

const template: RequestTemplate = modelRequest();
const { timeouts, retry } = buildProvider('a');

/** One call, as its provider received it. */
export type SeenCall = { modelId: string; atMs: number; request: ModelRequest };

export type StageOptions = {
  /** In the plan's order. */
  models: readonly Model[];
  /** The script of a model's `number`th call, from 1. */
  script: (modelId: string, number: number, request: ModelRequest) => Script;
  exclusions?: Plan['exclusions'];
  settings?: CallSettings;
  template?: Partial<RequestTemplate>;
  mayRestart?: boolean;
  reroutesFiltered?: boolean;
  /** By model, the text that health returns if its provider's list lacks the model. Default: none. */
  unlisted?: ReadonlyMap<string, string>;
  breakers?: Breakers;
  random?: () => number;
};

/** Providers with a script, a clock that tests advance, and an executor between them. */
export class ExecutionStage {
  readonly clock = new FakeClock();
  /** Every call that reached a provider, oldest first. */
  readonly calls: SeenCall[] = [];
  /** The results reported to the breakers, in order. */
  readonly results: { modelId: string; result: CallResult }[] = [];
  /** The providers whose answers began, as reported to health. */
  readonly begun: string[] = [];
  /** The attempts reported to health, in order. */
  readonly evidence: AttemptRecord[] = [];
  readonly adapters = new Map<string, ScriptedAdapter>();
  readonly services: ExecutionServices;
  readonly controller = new AbortController();
  readonly #options: StageOptions;
  readonly #callCounts = new Map<string, number>();

  constructor(options: StageOptions) {
    this.#options = options;
    this.services = {
      adapters: { adapterFor: (providerId) => this.#adapterFor(providerId) },
      settingsFor: () => options.settings ?? { timeouts, retry },
      modelOf: (modelId) => {
        const model = options.models.find(({ id }) => id === modelId);
        if (model === undefined) throw new Error(`The stage has no model ${modelId}.`);
        return model;
      },
      chooseDeployment: (model, failedIds) => {
        const chosen = model.deployments.find((place) => !failedIds.has(place.id)) ?? model.deployments[0];
        if (chosen === undefined) throw new Error(`${model.id} has no deployment.`);
        return chosen;
      },
      breakers: options.breakers ?? this.#listeningBreakers(),
      health: {
        answerBegan: (providerId) => void this.begun.push(providerId),
        describeUnlisted: (modelId) => options.unlisted?.get(modelId) ?? null,
        attemptEnded: (attempt) => void this.evidence.push(attempt),
      },
      deploymentHolds: new DeploymentHolds(this.clock),
      prefillMemory: new PrefillMemory(),
      clock: this.clock,
      random: options.random ?? (() => 0.5),
    };
  }

  /** Executes the plan again. */
  execute(changes: Partial<ExecutePlanOptions> = {}): AsyncIterableIterator<readonly ExecutionEvent[]> {
    const { models, exclusions = [], mayRestart, reroutesFiltered } = this.#options;
    return executePlan(this.services, {
      plan: buildPlan(models, { exclusions }),
      call: (model, deployment) =>
        buildModelCall({ type: 'chat', ...template, ...this.#options.template }, 1, model, deployment),
      signal: this.controller.signal,
      mayRestart: mayRestart ?? true,
      reroutesFiltered: reroutesFiltered ?? false,
      ...changes,
    });
  }

  /** Executes the plan to its end, and advances the clock as needed. */
  async run(changes: Partial<ExecutePlanOptions> = {}): Promise<readonly ExecutionEvent[]> {
    const events: ExecutionEvent[] = [];
    const reading = async (): Promise<void> => {
      for await (const batch of this.execute(changes)) events.push(...batch);
    };
    await this.clock.runUntil(reading());
    return events;
  }

  #adapterFor(providerId: string): Adapter {
    const known = this.adapters.get(providerId);
    if (known !== undefined) return known;
    const scriptOf = (request: ModelRequest): Script => {
      const modelId = `${providerId}/${request.model}`;
      this.calls.push({ modelId, atMs: this.clock.elapsedMs(), request });
      const number = (this.#callCounts.get(modelId) ?? 0) + 1;
      this.#callCounts.set(modelId, number);
      return this.#options.script(modelId, number, request);
    };
    const adapter = new ScriptedAdapter({ providerId, scriptOf, clock: { sleep: this.#wait } });
    this.adapters.set(providerId, adapter);
    return adapter;
  }

  readonly #wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = this.clock.after(ms, resolve);
      signal.addEventListener('abort', () => {
        timer.cancel();
        reject(signal.reason);
      });
    });

  #listeningBreakers(): Breakers {
    return {
      enter: (modelId) => ({ type: 'admitted', permit: { modelId, era: 0, call: 1 } }),
      answered: () => {},
      settle: ({ modelId }, result) => void this.results.push({ modelId, result }),
      read: () => ({ state: 'CLOSED', retryAtMs: null, isRateLimit: false }),
      subscribe: () => () => {},
      retain: () => {},
    };
  }
}
