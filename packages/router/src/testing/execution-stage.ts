import type { Adapter, ModelRequest } from '@penstock/providers';
import { type Script, ScriptedAdapter } from '@penstock/providers/testing';
import type { Breakers, Verdict } from '../breaker/breakers.ts';
import type { Model } from '../catalog/model.ts';
import { buildModelRequest, type RequestTemplate } from '../execute/build-model-request.ts';
import type { CallSettings, ExecutePlanOptions, ExecutionServices } from '../execute/execute-options.ts';
import { executePlan } from '../execute/execute-plan.ts';
import type { AttemptRecord, ExecutionEvent } from '../execute/execution-event.ts';
import { createPrefillMemory } from '../execute/prefill-memory.ts';
import type { Candidate, Plan } from '../plan/plan.ts';
import { FakeClock } from './fake-clock.ts';

/** The settings that every provider of a stage has. */
export const stageSettings: CallSettings = {
  timeouts: { connectMs: 3_000, firstTokenMs: 10_000, thinkingFirstTokenMs: 60_000, idleMs: 15_000, totalMs: 600_000 },
  retry: { attempts: 3, baseMs: 250, maxMs: 4_000 },
};

/** A model for tests: sensible facts, changed by `facts`. */
export function stageModel(id: string, facts: Partial<Model> = {}): Model {
  const [providerId = id, name = id] = id.split('/');
  return {
    id,
    providerId,
    name,
    displayName: name,
    contextWindow: 8_192,
    maxOutputTokens: 1_024,
    capabilities: new Set(['text']),
    tags: [],
    useCases: [],
    quality: { score: 0.5, source: 'estimate' },
    price: null,
    expectedLatency: { firstTokenMs: 400, tokensPerSecond: 80 },
    isLocal: false,
    isSandbox: false,
    takesPrefill: false,
    thinksFirst: false,
    takesSampling: true,
    isActive: true,
    isConfigured: true,
    deployments: [{ id: 'default', providerId, upstreamName: name, weight: 1 }],
    releasedAt: null,
    ...facts,
  };
}

/** A plan that tries the models in their order. */
export function stagePlan(models: readonly Model[], exclusions: Plan['exclusions'] = []): Plan {
  const candidates = models.map(
    (model): Candidate => ({
      model,
      score: 1,
      scores: { cost: 1, quality: 1, latency: 1 },
      estimatedCostUsd: null,
      worstCaseCostUsd: null,
      estimatedLatencyMs: 1_000,
      reason: 'as the test says',
    }),
  );
  return { strategy: 'MANUAL', chain: null, candidates, exclusions };
}

const template: RequestTemplate = {
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'Tell me.' }] }],
  tools: [],
  toolChoice: null,
  responseFormat: { type: 'text' },
  temperature: null,
  topP: null,
  maxOutputTokens: null,
  stop: [],
  seed: null,
};

/** What the provider of a model saw of a call. */
export type SeenCall = { modelId: string; atMs: number; request: ModelRequest };

export type StageOptions = {
  /** In the plan's order. */
  models: readonly Model[];
  /** What the `number`th call (from 1) of a model does. */
  script: (modelId: string, number: number, request: ModelRequest) => Script;
  exclusions?: Plan['exclusions'];
  settings?: CallSettings;
  template?: Partial<RequestTemplate>;
  mayRestart?: boolean;
  reroutesFiltered?: boolean;
  breakers?: Breakers;
  random?: () => number;
};

/** Providers that do what a script says, a clock that is turned by hand, and an executor between them. */
export class ExecutionStage {
  readonly clock = new FakeClock();
  /** Every call that reached a provider, oldest first. */
  readonly calls: SeenCall[] = [];
  /** What the breakers were told, in order. */
  readonly verdicts: { modelId: string; verdict: Verdict }[] = [];
  /** What health was told, in order. */
  readonly evidence: { attempt: AttemptRecord; providerId: string }[] = [];
  readonly adapters = new Map<string, ScriptedAdapter>();
  readonly services: ExecutionServices;
  readonly controller = new AbortController();
  readonly #options: StageOptions;

  constructor(options: StageOptions) {
    this.#options = options;
    this.services = {
      adapters: { adapterFor: (providerId) => this.#adapterFor(providerId) },
      settingsFor: () => options.settings ?? stageSettings,
      chooseDeployment: (model, failedIds) => {
        const chosen = model.deployments.find((place) => !failedIds.has(place.id)) ?? model.deployments[0];
        if (chosen === undefined) throw new Error(`${model.id} has no deployment.`);
        return chosen;
      },
      breakers: options.breakers ?? this.#listeningBreakers(),
      health: { attemptEnded: (attempt, providerId) => void this.evidence.push({ attempt, providerId }) },
      prefillMemory: createPrefillMemory(),
      clock: this.clock,
      random: options.random ?? (() => 0.5),
    };
  }

  /** Carries the plan out once more. */
  execute(changes: Partial<ExecutePlanOptions> = {}): AsyncIterableIterator<readonly ExecutionEvent[]> {
    const { models, exclusions, mayRestart, reroutesFiltered } = this.#options;
    return executePlan(this.services, {
      plan: stagePlan(models, exclusions),
      request: (model, deployment) => buildModelRequest({ ...template, ...this.#options.template }, model, deployment),
      signal: this.controller.signal,
      mayRestart: mayRestart ?? true,
      reroutesFiltered: reroutesFiltered ?? false,
      ...changes,
    });
  }

  /** Carries it out to its end, letting time pass as needed. */
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
      const number = this.calls.filter((call) => call.modelId === modelId).length;
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
      enter: (modelId) => ({
        type: 'admitted',
        permit: { settle: (verdict) => void this.verdicts.push({ modelId, verdict }) },
      }),
      read: () => ({ state: 'CLOSED', retryAtMs: null }),
      subscribe: () => () => {},
    };
  }
}

/** What a caller holds in the end who joins deltas and starts over when told to. */
export function textHeldBy(events: readonly ExecutionEvent[]): string {
  let text = '';
  for (const event of events) {
    if (event.type === 'text-delta') text += event.text;
    else if (event.type === 'restarted') text = '';
  }
  return text;
}

/** A line per event that is not a delta, for reading a story at a glance. */
export function storyOf(events: readonly ExecutionEvent[]): readonly string[] {
  return events.flatMap((event) => {
    switch (event.type) {
      case 'attempt-started':
        return [`start ${event.modelId}`];
      case 'attempt-failed':
        return [
          `fail ${event.attempt.modelId} ${event.attempt.errorKind ?? event.attempt.outcome} > ${event.nextModelId}`,
        ];
      case 'continued':
      case 'restarted':
        return [`${event.type} ${event.modelId}`];
      case 'completed':
        return [`completed ${event.attempt.modelId}`];
      case 'failed':
        return [`failed ${event.error.code}`];
      case 'cancelled':
        return [`cancelled ${event.attempt?.modelId ?? 'between attempts'}`];
      default:
        return [];
    }
  });
}
