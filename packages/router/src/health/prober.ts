import { isProviderError } from '@penstock/providers';
import type { AdapterSource } from '../adapter-source.ts';
import type { Model } from '../catalog/model.ts';
import type { Provider } from '../catalog/provider.ts';
import type { Clock, Timer } from '../clock.ts';
import { failureKinds } from '../failure-kinds.ts';
import type { HealthStore } from './health-store.ts';
import { isListedBy } from './is-listed-by.ts';
import type { ProbeResult } from './provider-health.ts';

export type ProberOptions = {
  /** Read at each round, so that a change of policy takes effect. */
  providers(): readonly Pick<Provider, 'id' | 'dialect' | 'isLocal' | 'isConfigured'>[];
  models(): readonly Model[];
  adapters: AdapterSource;
  health: Pick<HealthStore, 'probeEnded' | 'isInDoubt'>;
  clock: Clock;
  /** Interval between two rounds. Milliseconds, default 30,000. */
  intervalMs?: number;
  /** Timeout of one probe, from its start. Milliseconds, default 4,000. */
  timeoutMs?: number;
  /** How long a result is returned instead of a new probe. Milliseconds, default 1,000. */
  freshMs?: number;
  /** Maximum concurrent probes, of different providers; more probes wait. Default 20. */
  mostAtOnce?: number;
};

/** Checks whether providers respond, by their list of models. Never makes a billed call. */
export class Prober {
  readonly #options: ProberOptions;
  readonly #underWay = new Map<string, Promise<ProbeResult>>();
  readonly #latest = new Map<string, { result: ProbeResult; endedMs: number }>();
  /** Probes that wait for a free slot, the oldest first. */
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  readonly #closing = new AbortController();
  #timer: Timer | null = null;

  constructor(options: ProberOptions) {
    this.#options = options;
  }

  /**
   * Probes local providers now and in every round, but not during their calls: some servers would abort a call. Probes
   * other providers only in rounds in which they are in doubt.
   */
  start(): void {
    if (this.#timer !== null || this.#closing.signal.aborted) return;
    this.#round();
  }

  /** Probes a provider now. Joins a running probe of it, or returns a fresh result. Never rejects. */
  probe(providerId: string): Promise<ProbeResult> {
    const joined = this.#underWay.get(providerId);
    if (joined !== undefined) return joined;
    const fresh = this.#fresh(providerId);
    if (fresh !== null) return Promise.resolve(fresh);
    const probing = this.#inTurn(() => this.#request(providerId)).finally(() => this.#underWay.delete(providerId));
    this.#underWay.set(providerId, probing);
    return probing;
  }

  close(): void {
    this.#timer?.cancel();
    this.#closing.abort(new Error('The prober is closed.'));
  }

  #round(): void {
    const { providers, health, clock, intervalMs = 30_000 } = this.#options;
    for (const { id, isLocal, isConfigured } of providers()) {
      if (isConfigured && (isLocal || health.isInDoubt(id)) && !this.#isAnswering(id)) void this.probe(id);
    }
    this.#timer = clock.after(intervalMs, () => this.#round());
    this.#timer.unref();
  }

  #isAnswering(providerId: string): boolean {
    try {
      return (this.#options.adapters.adapterFor(providerId).underWay ?? 0) > 0;
    } catch {
      // The probe reports why there is no adapter.
      return false;
    }
  }

  #fresh(providerId: string): ProbeResult | null {
    const { clock, freshMs = 1_000 } = this.#options;
    const latest = this.#latest.get(providerId);
    return latest !== undefined && clock.elapsedMs() - latest.endedMs < freshMs ? latest.result : null;
  }

  async #inTurn(probe: () => Promise<ProbeResult>): Promise<ProbeResult> {
    const { mostAtOnce = 20 } = this.#options;
    if (this.#running < mostAtOnce) this.#running++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await probe();
    } finally {
      // The slot goes to the next waiting probe, so that no new probe takes it in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  async #request(providerId: string): Promise<ProbeResult> {
    const { clock } = this.#options;
    const startedMs = clock.elapsedMs();
    const response = await this.#listModels(providerId);
    const result: ProbeResult = {
      providerId,
      latencyMs: clock.elapsedMs() - startedMs,
      checkedAtMs: clock.nowMs(),
      ...(this.#isLocal(providerId) && { isLocal: true }),
      ...response,
    };
    this.#latest.set(providerId, { result, endedMs: clock.elapsedMs() });
    if (!this.#closing.signal.aborted) this.#options.health.probeEnded(result, this.#listed(result));
    return result;
  }

  async #listModels(providerId: string): Promise<Omit<ProbeResult, 'providerId' | 'latencyMs' | 'checkedAtMs'>> {
    const { adapters, clock, timeoutMs = 4_000 } = this.#options;
    const controller = new AbortController();
    const giveUp = (): void => controller.abort(new Error(`no answer within ${timeoutMs} ms`));
    const timer = clock.after(timeoutMs, giveUp);
    const onClosing = (): void => controller.abort(this.#closing.signal.reason);
    this.#closing.signal.addEventListener('abort', onClosing, { once: true });
    try {
      const { signal } = controller;
      const request = adapters.adapterFor(providerId).listModels({ signal });
      const modelNames = await Promise.race([request, rejectionOf(signal)]);
      return { isReachable: true, modelNames, errorKind: null, errorMessage: null };
    } catch (error) {
      const isTimeout = controller.signal.aborted;
      const errorKind = isProviderError(error) ? error.kind : isTimeout ? 'timeout' : 'protocol';
      const errorMessage = error instanceof Error ? error.message : String(error);
      const isBusy = isTimeout && !isProviderError(error) && this.#isLocal(providerId);
      const isReachable = failureKinds[errorKind].provesReachable;
      return { isReachable, ...(isBusy && { isBusy }), modelNames: [], errorKind, errorMessage };
    } finally {
      timer.cancel();
      this.#closing.signal.removeEventListener('abort', onClosing);
    }
  }

  #isLocal(providerId: string): boolean {
    return this.#options.providers().some(({ id, isLocal }) => id === providerId && isLocal);
  }

  /**
   * Only a local provider's list shows which models it has: other lists omit aliases. Ollama's list is complete. Other
   * local servers answer for any name, or load a model that is not listed.
   */
  #listed(result: ProbeResult): Readonly<Record<string, boolean>> {
    const { providers, models } = this.#options;
    const provider = providers().find(({ id }) => id === result.providerId);
    const listed: Record<string, boolean> = {};
    if (provider?.isLocal !== true || result.errorKind !== null) return listed;
    for (const model of models()) {
      const [place] = model.deployments;
      if (model.deployments.length !== 1 || place?.providerId !== result.providerId) continue;
      const isListed = isListedBy(result.modelNames, place.upstreamName);
      if (isListed || provider.dialect === 'ollama') listed[model.id] = isListed;
    }
    return listed;
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
