import { ServiceError } from '../errors/service-error.ts';
import type { RulesLease } from '../rules/rules-store.ts';
import type { BatchableRequest } from './batched-call.ts';
import type { GenerationFeed } from './generation-feed.ts';
import { type GenerationLog, logGeneration, logRefusal } from './generation-log.ts';
import type { GenerationRequest } from './generation-request.ts';
import type { GenerationTrace, GenerationTraces } from './generation-trace.ts';
import type { LiveGeneration } from './live-generation.ts';
import type { LocalGenerations } from './local-generations.ts';
import { newId } from './new-id.ts';
import type { Peers } from './peers.ts';
import type { PlannedRequest } from './planned-request.ts';
import { composeStages } from './stages/compose-stages.ts';
import { type EnterBatchTools, enterBatch } from './stages/enter-batch.ts';
import { life, planning } from './stages/life.ts';
import type { Asked, Next, Planned, Settled, StageTools } from './stages/stage.ts';
import { traceStages } from './stages/trace-stages.ts';

/** The dependencies of the stages and of their runner. */
export type StageRunnerTools = StageTools & {
  /** The rules in force, for one generation. They are released when it has ended. */
  takeRules(): RulesLease;
  /** Traces each generation. Absent: no traces. */
  traces?: GenerationTraces;
  /** The batches of a provider; null if it has none. */
  batchesOf: EnterBatchTools['batchesOf'];
  /** Gets a line for each generation. Absent: no lines. */
  log?: GenerationLog;
};

/** The parts that are told when a generation starts and ends. */
type Followers = { local: LocalGenerations; peers: Peers; feed: GenerationFeed };

/** Takes requests through the stages of `life`, each under the rules in force when it arrived. */
export class StageRunner {
  readonly #tools: StageRunnerTools;
  readonly #followers: Followers;
  readonly #live: Next<Asked>;

  constructor(tools: StageRunnerTools, followers: Followers) {
    this.#tools = tools;
    this.#followers = followers;
    this.#live = composeStages<Asked, Settled>(life, tools, this.#leave);
  }

  async plan(request: GenerationRequest): Promise<PlannedRequest> {
    const made = Promise.withResolvers<PlannedRequest>();
    const plan = composeStages<Asked, Planned>(planning, this.#tools, async ({ planned, account }) => {
      account?.release();
      made.resolve(planned);
    });
    await this.#under((asked) => plan(asked), request);
    return made.promise;
  }

  async enterBatch(
    request: GenerationRequest,
    id: string,
    until: { deadlineMs: number; heldUntilMs: number },
  ): Promise<BatchableRequest | null> {
    const { batchesOf } = this.#tools;
    const entered = Promise.withResolvers<BatchableRequest | null>();
    const enter = composeStages<Asked, Planned>(planning, this.#tools, async (state) => {
      entered.resolve(await enterBatch(state, { batchesOf, ...until }));
    });
    try {
      await this.#under((asked) => enter(asked), request, undefined, id);
    } catch (error) {
      // If the request runs alone, it is refused with the same message.
      if (error instanceof ServiceError && error.code !== 'INTERNAL') return null;
      throw error;
    }
    return entered.promise;
  }

  /** Starts a generation, and resolves as soon as it runs. `id`: default a new one. */
  launch(request: GenerationRequest, id?: string): Promise<LiveGeneration> {
    const { log, clock, observer, traces } = this.#tools;
    const startedMs = clock.elapsedMs();
    const trace = traces?.begin(request, clock.nowMs()) ?? null;
    const stages = trace === null ? this.#live : this.#traced(trace);
    return new Promise((resolve, reject) => {
      let running: LiveGeneration | null = null;
      const onStarted = (live: LiveGeneration): void => {
        running = live;
        resolve(live);
      };
      this.#under(stages, request, onStarted, id, trace).catch((error: unknown) => {
        if (running === null) {
          if (log !== undefined) logRefusal(log, request, error, clock.elapsedMs() - startedMs);
          observer?.generationEnded({ status: 'REFUSED', code: toCode(error) });
          trace?.refused(toCode(error), clock.nowMs());
          reject(error);
        } else this.#tools.onFault(error, running.id);
      });
    });
  }

  async #under(
    stages: Next<Asked>,
    request: GenerationRequest,
    onStarted: (live: LiveGeneration) => void = () => {},
    id?: string,
    trace: GenerationTrace | null = null,
  ): Promise<void> {
    const { local, peers, feed } = this.#followers;
    local.refuseWhenClosing();
    const { rules, release } = this.#tools.takeRules();
    const { clock } = this.#tools;
    const started = (live: LiveGeneration): void => {
      local.begin(live);
      peers.own(live);
      onStarted(live);
      feed.publish('started', () => live.snapshot());
    };
    try {
      const nowMs = clock.nowMs();
      const facts = { id: id ?? newId(nowMs), nowMs, elapsedMs: clock.elapsedMs() };
      await stages({ ...facts, request, rules, started, ...(trace !== null && { trace }) });
    } finally {
      release();
    }
  }

  #traced(trace: GenerationTrace): Next<Asked> {
    const { clock } = this.#tools;
    return composeStages<Asked, Settled>(traceStages(life, trace, clock.nowMs), this.#tools, this.#leave);
  }

  /** Runs after the last stage. */
  readonly #leave: Next<Settled> = async ({ live }) => {
    const { local, feed } = this.#followers;
    local.end(live);
    const { log, observer } = this.#tools;
    const { status, failure } = live.snapshot();
    if (log !== undefined) logGeneration(log, live.snapshot());
    if (status !== 'RUNNING') observer?.generationEnded({ status, code: failure?.code ?? null });
    live.trace?.ended(live.snapshot());
    feed.publish('ended', () => live.snapshot());
  };
}

function toCode(error: unknown): string {
  return error instanceof ServiceError ? error.code : 'INTERNAL';
}
