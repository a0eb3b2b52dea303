import type { AttemptRecord } from '../attempt.ts';
import type { Breakers } from '../breaker/breakers.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Model } from '../catalog/model.ts';
import type { Clock } from '../clock.ts';
import { evidenceOf } from './attempt-evidence.ts';
import { describeUnlisted } from './describe-listing.ts';
import { HealthAnnouncer } from './health-announcer.ts';
import type { HealthStore } from './health-store.ts';
import type { ModelHealth } from './health-view.ts';
import { isListedBy } from './is-listed-by.ts';
import { judgeHealth, type Trouble } from './judge-health.ts';
import { ModelEvidence } from './model-evidence.ts';
import { ProviderEvidence } from './provider-evidence.ts';
import type { ProbeResult, ProviderHealth } from './provider-health.ts';

export type HealthOptions = {
  clock: Clock;
  breakers: Breakers;
  /** Returns the current catalog. Read each time, because a change of policy replaces it. */
  catalog(): Pick<Catalog, 'models' | 'find'>;
  /** The operator's action if a provider refuses the account, as `set OPENAI_API_KEY`. Null for none. */
  accountHint(providerId: string): string | null;
};

/** How long a reading stays valid without new evidence, because the window moves. Milliseconds. */
const readingKeptMs = 1_000;

type Reading = { health: ModelHealth; untilMs: number };

const nothingHeard = new ModelEvidence();

/** The health that this process records. */
export class LocalHealth implements HealthStore {
  readonly #options: HealthOptions;
  readonly #models = new Map<string, ModelEvidence>();
  readonly #providers = new Map<string, ProviderEvidence>();
  readonly #readings = new Map<string, Reading>();
  readonly #announcer: HealthAnnouncer;
  readonly #leaveBreakers: () => void;

  constructor(options: HealthOptions) {
    this.#options = options;
    this.#announcer = new HealthAnnouncer(
      options.clock,
      (modelId) => this.read(modelId),
      () => options.catalog().models,
    );
    this.#leaveBreakers = options.breakers.subscribe((modelId) => {
      this.#readings.delete(modelId);
      this.#announcer.noticed(modelId);
    });
  }

  read(modelId: string): ModelHealth {
    const nowMs = this.#options.clock.nowMs();
    const known = this.#readings.get(modelId);
    if (known !== undefined && nowMs < known.untilMs) return known.health;
    const model = this.#options.catalog().find(modelId);
    const health = this.#judge(modelId, model, nowMs);
    // Only models of the catalog are stored, so that callers cannot fill the memory with names.
    if (model === undefined) return health;
    const untilMs = nowMs + readingKeptMs;
    const { retryAtMs } = health;
    this.#readings.set(modelId, {
      health,
      untilMs: retryAtMs !== null && retryAtMs > nowMs ? Math.min(untilMs, retryAtMs) : untilMs,
    });
    return health;
  }

  readProvider(providerId: string): ProviderHealth {
    return this.#provider(providerId).read();
  }

  answerBegan(providerId: string): void {
    const provider = this.#provider(providerId);
    const wasTroubled = provider.isTroubled;
    provider.answerBegan(this.#options.clock.nowMs());
    if (wasTroubled) this.#noticeProvider(providerId);
  }

  describeUnlisted(modelId: string): string | null {
    const deployments = this.#options.catalog().find(modelId)?.deployments ?? [];
    const [place] = deployments;
    if (place === undefined || deployments.length !== 1) return null;
    const { providerId, upstreamName } = place;
    const modelNames = this.#providers.get(providerId)?.modelNames ?? [];
    if (modelNames.length === 0 || isListedBy(modelNames, upstreamName)) return null;
    return describeUnlisted({ providerId, modelNames }, { modelId, upstreamName });
  }

  attemptEnded(attempt: AttemptRecord): void {
    const evidence = evidenceOf(attempt);
    if (evidence === 'none') return;
    const { providerId } = attempt;
    const nowMs = this.#options.clock.nowMs();
    this.#model(attempt.modelId).attemptEnded(evidence, attempt, nowMs);
    this.#readings.delete(attempt.modelId);
    const provider = this.#provider(providerId);
    const wasTroubled = provider.isTroubled;
    provider.attemptEnded(evidence, attempt.errorMessage ?? 'no reason given', nowMs);
    if (wasTroubled !== provider.isTroubled) this.#noticeProvider(providerId);
    else this.#announcer.noticed(attempt.modelId);
  }

  probeEnded(probe: ProbeResult, listed: Readonly<Record<string, boolean>>): void {
    this.#provider(probe.providerId).probeEnded(probe);
    for (const [modelId, isThere] of Object.entries(listed)) {
      this.#model(modelId).listed(isThere, probe.providerId, probe.checkedAtMs);
    }
    this.#noticeProvider(probe.providerId);
  }

  isInDoubt(providerId: string): boolean {
    return this.#providers.get(providerId)?.isInDoubt ?? false;
  }

  subscribe(listener: (health: ModelHealth) => void): () => void {
    return this.#announcer.subscribe(listener);
  }

  retain(modelIds: ReadonlySet<string>): void {
    for (const kept of [this.#models, this.#readings]) {
      for (const modelId of kept.keys()) if (!modelIds.has(modelId)) kept.delete(modelId);
    }
    this.#announcer.retain(modelIds);
  }

  close(): void {
    this.#leaveBreakers();
    this.#announcer.stop();
  }

  #judge(modelId: string, model: Model | undefined, nowMs: number): ModelHealth {
    const evidence = this.#models.get(modelId) ?? nothingHeard;
    const providerId = evidence.providerId ?? model?.providerId;
    const provider = providerId === undefined ? undefined : this.#providers.get(providerId);
    const breaker = this.#options.breakers.read(modelId);
    const figures = evidence.figures(nowMs);
    const judgement = judgeHealth(
      {
        breaker,
        figures,
        lastSuccessMs: evidence.lastSuccessMs,
        lastFailure: evidence.lastFailure,
        misconfigured: provider?.misconfigured ?? null,
        missing: evidence.missing,
        unlisted: this.#explained(evidence.unlisted, modelId),
        unreachable: provider?.unreachable ?? null,
        expectedFirstTokenMs: model?.expectedLatency.firstTokenMs ?? null,
      },
      nowMs,
    );
    return {
      modelId,
      ...judgement,
      breaker: breaker.state,
      successRate: figures.successRate,
      p50LatencyMs: figures.p50LatencyMs,
      p95LatencyMs: figures.p95LatencyMs,
      firstTokenMs: figures.firstTokenMs,
      p95FirstTokenMs: figures.p95FirstTokenMs,
      tokensPerSecond: figures.tokensPerSecond,
      checkedAtMs: evidence.checkedAtMs,
      isRateLimited: breaker.isRateLimit,
    };
  }

  /** The names of the list help more than the fact that a name is missing. */
  #explained(trouble: Trouble | null, modelId: string): Trouble | null {
    return trouble === null ? null : { ...trouble, message: this.describeUnlisted(modelId) ?? trouble.message };
  }

  /** Evidence about a provider concerns all of its models. */
  #noticeProvider(providerId: string): void {
    for (const model of this.#options.catalog().models) {
      if ((this.#models.get(model.id)?.providerId ?? model.providerId) !== providerId) continue;
      this.#readings.delete(model.id);
      this.#announcer.noticed(model.id);
    }
  }

  #model(modelId: string): ModelEvidence {
    const known = this.#models.get(modelId);
    if (known !== undefined) return known;
    const model = new ModelEvidence();
    this.#models.set(modelId, model);
    return model;
  }

  #provider(providerId: string): ProviderEvidence {
    const known = this.#providers.get(providerId);
    if (known !== undefined) return known;
    const provider = new ProviderEvidence(providerId, () => this.#options.accountHint(providerId));
    this.#providers.set(providerId, provider);
    return provider;
  }
}
