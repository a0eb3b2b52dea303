import { setTimeout as sleep } from 'node:timers/promises';
import type { ReplicaStage } from '../../apps/api/src/testing/replica-stage.ts';
import type { ServiceProcess } from '../../apps/api/src/testing/start-process.ts';

/** The answer of a replica's `/readyz`. `away`: no answer, or calls are refused. */
type State = 'ready' | 'degraded' | 'away';

/** Time between two checks of a replica, milliseconds. */
const lookMs = 200;
const answerMs = 1_000;

/** The load balancer of the replicas: new calls go to replicas whose `/readyz` answers 200. */
export class Rotation {
  readonly #stage: ReplicaStage;
  readonly #states: State[];
  /** The start times of the checks that gave the present states. */
  readonly #lookedAtMs: number[];
  readonly #closing = new AbortController();
  readonly #looking: Promise<unknown>;

  constructor(stage: ReplicaStage) {
    this.#stage = stage;
    this.#states = stage.replicas.map(() => 'ready');
    this.#lookedAtMs = stage.replicas.map(() => performance.now());
    this.#looking = Promise.all(stage.replicas.map((_, index) => this.#look(index)));
  }

  /** Whether a check of each replica since then shows that it is ready. */
  areReadySince(sinceMs: number): boolean {
    return this.#states.every((state, index) => state === 'ready' && (this.#lookedAtMs[index] ?? 0) >= sinceMs);
  }

  /** A replica that takes calls. Not the named replica, unless it is the only one. */
  pick(other: ServiceProcess | null = null): ServiceProcess {
    const { replicas } = this.#stage;
    const open = replicas.filter((replica, index) => this.#states[index] !== 'away' && replica !== other);
    const among = open.length > 0 ? open : replicas;
    return among[Math.floor(Math.random() * among.length)] as ServiceProcess;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#looking;
  }

  async #look(index: number): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const replica = this.#stage.replicas[index] as ServiceProcess;
      const lookedAtMs = performance.now();
      this.#states[index] = await readState(replica);
      this.#lookedAtMs[index] = lookedAtMs;
      await sleep(lookMs);
    }
  }
}

async function readState({ url }: ServiceProcess): Promise<State> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(answerMs) });
    const { status } = (await response.json()) as { status: string };
    if (response.status !== 200) return 'away';
    return status === 'ready' ? 'ready' : 'degraded';
  } catch {
    return 'away';
  }
}
