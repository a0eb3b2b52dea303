/** Maximum number of ids. The oldest is dropped first; its leases still expire. */
const mostIds = 1_000;

/** Replicas that are known to be dead. Each stays until its leases have expired. */
export class DeadReplicas {
  readonly #leaseMs: number;
  readonly #untilMs = new Map<string, number>();

  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs;
  }

  note(replicaId: string, nowMs: number = performance.now()): void {
    this.#untilMs.delete(replicaId);
    this.#untilMs.set(replicaId, nowMs + this.#leaseMs);
    const [oldest] = this.#untilMs.keys();
    if (this.#untilMs.size > mostIds && oldest !== undefined) this.#untilMs.delete(oldest);
  }

  ids(nowMs: number = performance.now()): readonly string[] {
    for (const [id, untilMs] of this.#untilMs) if (untilMs < nowMs) this.#untilMs.delete(id);
    return [...this.#untilMs.keys()];
  }
}
