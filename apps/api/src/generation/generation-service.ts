import { ServiceError } from '../errors/service-error.ts';
import type { QueuedValues } from '../events/queued-values.ts';
import { within } from '../events/within.ts';
import type { RulesLease } from '../rules/rules-store.ts';
import type { BatchableRequest } from './batched-call.ts';
import { ClientOperations, StartedElsewhere } from './client-operations.ts';
import { defaultRetention, EndedGenerations, type Retention } from './ended-generations.ts';
import type { FollowedGeneration } from './followed-generation.ts';
import type { Generation } from './generation.ts';
import type { GenerationEvent } from './generation-event.ts';
import { type FeedEvent, GenerationFeed } from './generation-feed.ts';
import { type GenerationLog, logGeneration, logRefusal } from './generation-log.ts';
import type { ClientOperation, GenerationRequest } from './generation-request.ts';
import type { GenerationTrace, GenerationTraces } from './generation-trace.ts';
import { type Generations, type OpenedGeneration, unknownEvents } from './generations.ts';
import { HeldGenerations } from './held-generations.ts';
import { type Leaving, leavingOf } from './leaving.ts';
import { LiveGeneration } from './live-generation.ts';
import { newId } from './new-id.ts';
import { noClaims, type OperationClaims } from './operation-claims.ts';
import { noPeers, type Peers } from './peers.ts';
import type { PlannedRequest } from './planned-request.ts';
import { composeStages } from './stages/compose-stages.ts';
import { type EnterBatchTools, enterBatch } from './stages/enter-batch.ts';
import { life, planning } from './stages/life.ts';
import type { Asked, Next, Planned, Settled, StageTools } from './stages/stage.ts';
import { traceStages } from './stages/trace-stages.ts';

/** What the service needs from around it. */
export type GenerationServiceTools = StageTools & {
  /** The rules in force, for one generation; released when it has ended. */
  takeRules(): RulesLease;
  retention?: Retention;
  /** What named operations have started. Left out: this process alone knows it. */
  operations?: OperationClaims;
  /** The other replicas. Left out: none. */
  peers?: Peers;
  /** Traces each generation. Left out: none is traced. */
  traces?: GenerationTraces;
  /** The batches of a provider; null where it has none. */
  batchesOf: EnterBatchTools['batchesOf'];
  /** Gets a line for each generation. Left out: none. */
  log?: GenerationLog;
};

/** Starts generations, keeps those in the air, and lets readers find them. What a generation goes through is `life`. */
export class GenerationService implements Generations {
  readonly #tools: GenerationServiceTools;
  readonly #live: Next<Asked>;
  readonly #running = new Map<string, LiveGeneration>();
  readonly #ended: EndedGenerations;
  readonly #held: HeldGenerations;
  readonly #operations: ClientOperations;
  readonly #peers: Peers;
  readonly #feed: GenerationFeed;
  #isClosing = false;

  constructor(tools: GenerationServiceTools) {
    this.#tools = tools;
    this.#peers = tools.peers ?? noPeers;
    this.#feed = new GenerationFeed(this.#peers.feed);
    this.#operations = new ClientOperations(tools.operations ?? noClaims);
    this.#ended = new EndedGenerations(tools.retention ?? defaultRetention, (live) => {
      this.#operations.forget(live);
      this.#held.letGo(live);
    });
    this.#held = new HeldGenerations(this.#running, this.#ended);
    tools.memory.watch(this.#held);
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
      // Run alone, it is refused with the same words.
      if (error instanceof ServiceError && error.code !== 'INTERNAL') return null;
      throw error;
    }
    return entered.promise;
  }

  leaveBatch(ids: readonly string[]): Promise<void> {
    return this.#tools.ledger.releaseKept(ids);
  }

  async start(request: GenerationRequest): Promise<Generation> {
    return (await this.#beginOrFollow(request)).snapshot();
  }

  async open(request: GenerationRequest, leaving?: () => Leaving, isUnmerged?: boolean): Promise<OpenedGeneration> {
    try {
      const live = await this.#begin(request);
      return { generation: live.snapshot(), events: readerOf(live, request, leaving, isUnmerged) };
    } catch (error) {
      const followed = await this.#followStarted(error);
      const { after } = request.delivery.operation ?? { after: 0 };
      const events = followed.read(after, leaving && { leaving, isSuperseded: false }, isUnmerged);
      return { generation: followed.snapshot(), events };
    }
  }

  async run(request: GenerationRequest, signal: AbortSignal, id?: string): Promise<Generation> {
    const live = id === undefined ? await this.#beginOrFollow(request) : await this.#launch(request, id);
    const place = placeOf(live, request, () => leavingOf(signal));
    const cancel = (): void => {
      if (place !== null) void place.return?.();
      else if (live instanceof LiveGeneration) live.cancel();
    };
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel);
    try {
      return await live.ended;
    } finally {
      signal.removeEventListener('abort', cancel);
      void place?.return?.();
    }
  }

  attach(
    id: string,
    after: number,
    leaving?: () => Leaving,
    isUnmerged?: boolean,
  ): AsyncIterableIterator<GenerationEvent> {
    const log = this.#find(id)?.log ?? this.#peers.followed(id);
    if (log === undefined) throw unknownEvents(id);
    return log.read(after, leaving && { leaving, isSuperseded: false }, isUnmerged);
  }

  async cancel(id: string): Promise<Generation | null> {
    const live = this.#find(id);
    if (live === undefined) return null;
    live.cancel();
    return live.ended;
  }

  askToCancel(id: string): Promise<void> {
    return this.#peers.askToCancel(id);
  }

  async forget(id: string): Promise<void> {
    this.forgetHere(id);
    await this.#peers.askToForget(id);
  }

  /** Lets go of one that has ended here, as another replica asks. */
  forgetHere(id: string): void {
    this.#ended.remove(id);
  }

  /** Ends one that runs here, as another replica asks. Does not wait. */
  cancelHere(id: string): void {
    this.#running.get(id)?.cancel();
  }

  /** Cancels what runs for keys that are not valid any more, detached generations too. Returns their ids. */
  cancelOfInvalidKeys(isValid: (keyId: string) => boolean): readonly string[] {
    const cancelled: string[] = [];
    for (const live of this.#running.values()) {
      const { apiKeyId } = live.request.caller;
      if (apiKeyId === null || live.signal.aborted || isValid(apiKeyId)) continue;
      live.cancel();
      cancelled.push(live.id);
    }
    return cancelled;
  }

  find(id: string): Generation | null {
    return this.#find(id)?.snapshot() ?? null;
  }

  async locate(id: string): Promise<Generation | null> {
    return this.find(id) ?? (await this.#peers.follow(id))?.snapshot() ?? null;
  }

  watch(takes: (generation: Generation) => boolean): QueuedValues<FeedEvent> {
    return this.#feed.watch(takes);
  }

  /** Lets go of ended generations that are too old. Without it, a process that rests would keep the last ones. */
  forgetEnded(): void {
    this.#ended.forget(this.#tools.clock.nowMs());
  }

  runningCount(): number {
    return this.#running.size;
  }

  /** How many readers hold a place in the event log of a generation, running or ended. */
  readerCount(): number {
    let count = 0;
    for (const { log } of this.#running.values()) count += log.readerCount;
    return count + this.#ended.readerCount();
  }

  /** Takes nothing new, lets what runs end within `graceMs`, then interrupts the rest. Resolves when all is recorded. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    const all = Promise.all([...this.#running.values()].map(({ ended }) => ended));
    await within(graceMs, all, null);
    for (const live of this.#running.values()) live.interrupt();
    await all;
  }

  #find(id: string): LiveGeneration | undefined {
    return this.#running.get(id) ?? this.#ended.find(id, this.#tools.clock.nowMs());
  }

  /** The generation that a request starts, or has started before by its operation. */
  #begin(request: GenerationRequest): Promise<LiveGeneration> {
    const { operation } = request.delivery;
    return operation === undefined ? this.#launch(request) : this.#beginOperation(operation, request);
  }

  async #beginOperation(operation: ClientOperation, request: GenerationRequest): Promise<LiveGeneration> {
    const { clock } = this.#tools;
    const live = await this.#operations.begin(
      operation,
      () => newId(clock.nowMs()),
      (id) => this.#launch(request, id),
    );
    if (request.delivery.isDetached) live.detach();
    return live;
  }

  #beginOrFollow(request: GenerationRequest): Promise<LiveGeneration | FollowedGeneration> {
    const begun = this.#begin(request);
    // Only a named request may have been started elsewhere.
    if (request.delivery.operation === undefined) return begun;
    return begun.catch((error: unknown) => this.#followStarted(error));
  }

  /** The generation that another replica has started by the same operation. Throws any other error. */
  async #followStarted(error: unknown): Promise<FollowedGeneration> {
    const followed = error instanceof StartedElsewhere ? await this.#peers.follow(error.generationId) : null;
    if (followed === null) throw error;
    return followed;
  }

  /** Resolves as soon as the generation runs; its life goes on. */
  #launch(request: GenerationRequest, id?: string): Promise<LiveGeneration> {
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

  /** Takes a request through stages, under the rules in force now. */
  async #under(
    stages: Next<Asked>,
    request: GenerationRequest,
    onStarted: (live: LiveGeneration) => void = () => {},
    id?: string,
    trace: GenerationTrace | null = null,
  ): Promise<void> {
    this.#refuseWhenClosing();
    const { rules, release } = this.#tools.takeRules();
    const { clock } = this.#tools;
    const started = (live: LiveGeneration): void => {
      this.#refuseWhenClosing();
      this.#running.set(live.id, live);
      this.#peers.own(live);
      onStarted(live);
      this.#feed.publish('started', () => live.snapshot());
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

  readonly #leave: Next<Settled> = async ({ live }) => {
    this.#running.delete(live.id);
    const { log, observer } = this.#tools;
    const { status, failure } = live.snapshot();
    if (log !== undefined) logGeneration(log, live.snapshot());
    if (status !== 'RUNNING') observer?.generationEnded({ status, code: failure?.code ?? null });
    live.trace?.ended(live.snapshot());
    this.#ended.add(live, this.#tools.clock.nowMs());
    this.#feed.publish('ended', () => live.snapshot());
  };

  #refuseWhenClosing(): void {
    if (!this.#isClosing) return;
    throw new ServiceError('INTERNAL', 'Penstock is shutting down; send the request again in a moment.');
  }
}

/** Who may come back holds a place in the log as a reader does, and leaves it; null for who may not. */
function placeOf(
  live: LiveGeneration | FollowedGeneration,
  { delivery }: GenerationRequest,
  leaving: () => Leaving,
): AsyncIterableIterator<GenerationEvent> | null {
  if (!(live instanceof LiveGeneration)) return live.read(live.lastNumber, { leaving, isSuperseded: false });
  return delivery.operation === undefined ? null : live.readOperation(live.log.lastNumber, leaving);
}

function toCode(error: unknown): string {
  return error instanceof ServiceError ? error.code : 'INTERNAL';
}

/** The events of a request, from where its caller is. */
function readerOf(
  live: LiveGeneration,
  { delivery }: GenerationRequest,
  leaving: () => Leaving = () => 'stopped',
  isUnmerged = false,
) {
  const { operation } = delivery;
  if (operation !== undefined) return live.readOperation(operation.after, leaving);
  return live.log.read(0, { leaving, isSuperseded: false }, isUnmerged);
}
