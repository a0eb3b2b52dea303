import type { QueuedValues } from '../events/queued-values.ts';
import type { BatchableRequest } from './batched-call.ts';
import { ClientOperations, StartedElsewhere } from './client-operations.ts';
import type { Retention } from './ended-generations.ts';
import type { FollowedGeneration } from './followed-generation.ts';
import type { Generation } from './generation.ts';
import type { GenerationEvent } from './generation-event.ts';
import { type FeedEvent, GenerationFeed } from './generation-feed.ts';
import type { ClientOperation, GenerationRequest } from './generation-request.ts';
import { type Generations, type OpenedGeneration, unknownEvents } from './generations.ts';
import { type Leaving, leavingOf } from './leaving.ts';
import { LiveGeneration } from './live-generation.ts';
import { LocalGenerations } from './local-generations.ts';
import { newId } from './new-id.ts';
import { noClaims, type OperationClaims } from './operation-claims.ts';
import { noPeers, type Peers } from './peers.ts';
import type { PlannedRequest } from './planned-request.ts';
import { StageRunner, type StageRunnerTools } from './stage-runner.ts';

/** The dependencies of the service. */
export type GenerationServiceTools = StageRunnerTools & {
  retention?: Retention;
  /** The generations that named operations have started. Default: known to this process only. */
  operations?: OperationClaims;
  /** The other replicas. Default: none. */
  peers?: Peers;
};

/**
 * Starts generations, and finds those of this process and of other replicas for readers. `life` lists the stages of a
 * generation.
 */
export class GenerationService implements Generations {
  readonly #tools: GenerationServiceTools;
  readonly #local: LocalGenerations;
  readonly #operations: ClientOperations;
  readonly #peers: Peers;
  readonly #feed: GenerationFeed;
  readonly #runner: StageRunner;

  constructor(tools: GenerationServiceTools) {
    this.#tools = tools;
    this.#peers = tools.peers ?? noPeers;
    this.#feed = new GenerationFeed(this.#peers.feed);
    this.#operations = new ClientOperations(tools.operations ?? noClaims);
    this.#local = new LocalGenerations({
      nowMs: () => tools.clock.nowMs(),
      retention: tools.retention,
      onForgotten: (live) => this.#operations.forget(live),
    });
    tools.memory.watch(this.#local.holders);
    this.#runner = new StageRunner(tools, { local: this.#local, peers: this.#peers, feed: this.#feed });
  }

  plan(request: GenerationRequest): Promise<PlannedRequest> {
    return this.#runner.plan(request);
  }

  enterBatch(
    request: GenerationRequest,
    id: string,
    until: { deadlineMs: number; heldUntilMs: number },
  ): Promise<BatchableRequest | null> {
    return this.#runner.enterBatch(request, id, until);
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
    const live = id === undefined ? await this.#beginOrFollow(request) : await this.#runner.launch(request, id);
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
    const log = this.#local.find(id)?.log ?? this.#peers.followed(id);
    if (log === undefined) throw unknownEvents(id);
    return log.read(after, leaving && { leaving, isSuperseded: false }, isUnmerged);
  }

  async cancel(id: string): Promise<Generation | null> {
    const live = this.#local.find(id);
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

  /** Forgets a generation that has ended here, as another replica asks. */
  forgetHere(id: string): void {
    this.#local.forget(id);
  }

  /** Ends a generation that runs here, as another replica asks. Does not wait. */
  cancelHere(id: string): void {
    this.#local.cancel(id);
  }

  /** Cancels the running generations of keys that are no longer valid, also detached ones. Returns their ids. */
  cancelOfInvalidKeys(isValid: (keyId: string) => boolean): readonly string[] {
    return this.#local.cancelOfInvalidKeys(isValid);
  }

  find(id: string): Generation | null {
    return this.#local.find(id)?.snapshot() ?? null;
  }

  async locate(id: string): Promise<Generation | null> {
    return this.find(id) ?? (await this.#peers.follow(id))?.snapshot() ?? null;
  }

  watch(takes: (generation: Generation) => boolean): QueuedValues<FeedEvent> {
    return this.#feed.watch(takes);
  }

  /** Forgets ended generations that are too old. Without it, an idle process would keep the last of them. */
  forgetEnded(): void {
    this.#local.forgetOld();
  }

  runningCount(): number {
    return this.#local.runningCount();
  }

  /** The number of readers in the event logs of all generations, running or ended. */
  readerCount(): number {
    return this.#local.readerCount();
  }

  /**
   * Accepts no new generations, lets running ones end within `graceMs`, then interrupts the rest. Resolves when all are
   * recorded.
   */
  close(graceMs: number): Promise<void> {
    return this.#local.close(graceMs);
  }

  /** The generation that a request starts, or that its operation has started before. */
  #begin(request: GenerationRequest): Promise<LiveGeneration> {
    const { operation } = request.delivery;
    return operation === undefined ? this.#runner.launch(request) : this.#beginOperation(operation, request);
  }

  async #beginOperation(operation: ClientOperation, request: GenerationRequest): Promise<LiveGeneration> {
    const { clock } = this.#tools;
    const live = await this.#operations.begin(
      operation,
      () => newId(clock.nowMs()),
      (id) => this.#runner.launch(request, id),
    );
    if (request.delivery.isDetached) live.detach();
    return live;
  }

  #beginOrFollow(request: GenerationRequest): Promise<LiveGeneration | FollowedGeneration> {
    const begun = this.#begin(request);
    // Only a named request may have been started on another replica.
    if (request.delivery.operation === undefined) return begun;
    return begun.catch((error: unknown) => this.#followStarted(error));
  }

  /** The generation that another replica has started for the same operation. Rethrows any other error. */
  async #followStarted(error: unknown): Promise<FollowedGeneration> {
    const followed = error instanceof StartedElsewhere ? await this.#peers.follow(error.generationId) : null;
    if (followed === null) throw error;
    return followed;
  }
}

/** A reader that only keeps the generation running, for a caller who may come back. Null for other callers. */
function placeOf(
  live: LiveGeneration | FollowedGeneration,
  { delivery }: GenerationRequest,
  leaving: () => Leaving,
): AsyncIterableIterator<GenerationEvent> | null {
  if (!(live instanceof LiveGeneration)) return live.read(live.lastNumber, { leaving, isSuperseded: false });
  return delivery.operation === undefined ? null : live.readOperation(live.log.lastNumber, leaving);
}

/** The events of a request, after the last event that its caller has. */
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
