import type { ProbeResult } from '@penstock/router';

/** Equal results of probes of one provider, one after the other within one hour of UTC. */
export type ProbeRun = {
  providerId: string;
  /** Epoch milliseconds of the first and of the last. */
  fromMs: number;
  toMs: number;
  count: number;
  isReachable: boolean;
  /** Of the last, milliseconds. */
  latencyMs: number;
  /** The problem in one sentence; null where it answered with its list of models. */
  message: string | null;
};

/** Runs that are kept for each provider: without changes about eight days. */
const mostRuns = 200;
const hourMs = 3_600_000;

/** The latest probes of this process. They end with it. */
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

  /** The runs of a provider that began within a span, oldest first. `toMs` is exclusive. */
  list(providerId: string, fromMs: number, toMs: number): ProbeRun[] {
    const runs = this.#runs.get(providerId) ?? [];
    return runs.filter((run) => run.fromMs >= fromMs && run.fromMs < toMs).map((run) => ({ ...run }));
  }

  /** Forgets all providers but these. */
  retain(providerIds: ReadonlySet<string>): void {
    for (const id of this.#runs.keys()) if (!providerIds.has(id)) this.#runs.delete(id);
  }
}
