import type { ProbeResult } from '@penstock/router';

/** Consecutive probes of one provider with equal results, within one hour of UTC. */
export type ProbeRun = {
  providerId: string;
  /** Time of the first and of the last probe, epoch milliseconds. */
  fromMs: number;
  toMs: number;
  count: number;
  isReachable: boolean;
  /** Latency of the last probe, milliseconds. */
  latencyMs: number;
  /** The problem in one sentence; null if the provider answered with its list of models. */
  message: string | null;
};

/** Runs that are kept for each provider. Without changes this covers about eight days. */
const mostRuns = 200;
const hourMs = 3_600_000;

/** The latest probes of this process, in memory only. */
export class ProbeLog {
  readonly #runs = new Map<string, ProbeRun[]>();

  add({ providerId, isReachable, latencyMs, checkedAtMs, errorMessage }: ProbeResult): void {
    const runs = this.#runs.get(providerId) ?? [];
    this.#runs.set(providerId, runs);
    const last = runs.at(-1);
    const isSame =
      last !== undefined &&
      last.isReachable === isReachable &&
      last.message === errorMessage &&
      Math.floor(last.toMs / hourMs) === Math.floor(checkedAtMs / hourMs);
    if (isSame) {
      Object.assign(last, { toMs: checkedAtMs, count: last.count + 1, latencyMs });
      return;
    }
    const [fromMs, toMs] = [checkedAtMs, checkedAtMs];
    runs.push({ providerId, fromMs, toMs, count: 1, isReachable, latencyMs, message: errorMessage });
    if (runs.length > mostRuns) runs.shift();
  }

  /** The runs of a provider that began within a time span, oldest first. `toMs` is exclusive. */
  list(providerId: string, fromMs: number, toMs: number): ProbeRun[] {
    const runs = this.#runs.get(providerId) ?? [];
    return runs.filter((run) => run.fromMs >= fromMs && run.fromMs < toMs).map((run) => ({ ...run }));
  }

  /** Removes all providers that are not in the set. */
  retain(providerIds: ReadonlySet<string>): void {
    for (const id of this.#runs.keys()) if (!providerIds.has(id)) this.#runs.delete(id);
  }
}
