import type { Plan } from '@penstock/router';
import { ServiceError } from '../errors/service-error.ts';
import type { QueuedValues } from '../events/queued-values.ts';
import type { BatchableRequest } from './batched-call.ts';
import type { Generation } from './generation.ts';
import type { GenerationEvent } from './generation-event.ts';
import type { FeedEvent } from './generation-feed.ts';
import type { GenerationRequest } from './generation-request.ts';
import type { Leaving } from './leaving.ts';

/** A generation that was just started, with its events from the first on. */
export type OpenedGeneration = {
  /** As it stands when it is returned. */
  generation: Generation;
  /** As from `attach(id, 0)`. */
  events: AsyncIterableIterator<GenerationEvent>;
};

/** The error for a generation without events here. The same words are used for one of another workspace. */
export function unknownEvents(id: string): ServiceError {
  return new ServiceError(
    'NOT_FOUND',
    `Generation ${id.slice(0, 80)} has no events here: it is unknown, or ended more than a few minutes ago. The query 'generation' knows its result.`,
  );
}

/**
 * The life of generations, as the endpoints see it. A request with an `operation` that has started a generation attaches
 * to that one. It throws CONFLICT (`ServiceError`) where the operation was another request, and `StartedElsewhere` where
 * its events cannot be read here.
 */
export interface Generations {
  /**
   * What would be done at this moment, without doing it. Refuses a name that does not exist as `start` does; a plan
   * without candidates is an answer. Rejects with INTERNAL where a hard budget applies and the
   * database that counts it is away.
   */
  plan(request: GenerationRequest): Promise<{ plan: Plan; inputTokens: number }>;

  /**
   * Starts one and returns it running. Throws a `ServiceError` when nothing can serve it (no record is made of a
   * request that was never admitted). No reader is attached: `open` is for those who want the events.
   */
  start(request: GenerationRequest): Promise<Generation>;

  /**
   * Starts one, as `start` does, and returns it with its events: no event can be missed in between. `leaving` says how the
   * reader has left; left out, it `stopped`. `isUnmerged`: a slow reader gets its deltas one by one all the same.
   */
  open(request: GenerationRequest, leaving?: () => Leaving, isUnmerged?: boolean): Promise<OpenedGeneration>;

  /**
   * Starts one and waits for its end. The result may be FAILED or CANCELLED. Aborting `signal` cancels it; one with an
   * `operation` goes on for the grace time, unless the caller has stopped. `id`: its id, for a caller that stores it
   * first; then an `operation` is not looked at. Left out: a new one.
   */
  run(request: GenerationRequest, signal: AbortSignal, id?: string): Promise<Generation>;

  /**
   * Plans a request for a batch of its model's provider that is done by `deadlineMs`, and holds its money until
   * `heldUntilMs`. Its answer comes back by `run` under the same id, as `batched`. Null where it is to be run alone.
   * Rejects with INTERNAL where a hard budget applies and the database that counts it is away.
   */
  enterBatch(
    request: GenerationRequest,
    id: string,
    until: { deadlineMs: number; heldUntilMs: number },
  ): Promise<BatchableRequest | null>;

  /** Releases the money that `enterBatch` has held. */
  leaveBatch(ids: readonly string[]): Promise<void>;

  /**
   * Attaches to a generation: replays what came after number `after` (0 for all), then goes on live until its end.
   * Returning the iterator detaches at once. The last one to leave aborts the upstream, unless it is detached.
   * That is at once where it `stopped`, and after a grace time where its connection was lost.
   * A slow reader finds its deltas merged, unless `isUnmerged`. Throws NOT_FOUND (`ServiceError`) for one that is not known
   * or whose events are gone.
   */
  attach(
    id: string,
    after: number,
    leaving?: () => Leaving,
    isUnmerged?: boolean,
  ): AsyncIterableIterator<GenerationEvent>;

  /** Ends one of this replica; one that has ended already is returned as it is. Null when unknown here. */
  cancel(id: string): Promise<Generation | null>;

  /** Asks the replica that runs one to end it. Its record shows the end. */
  askToCancel(id: string): Promise<void>;

  /** Lets go of an ended one on every replica, so that it is found no more. Rejects where others cannot be asked. */
  forget(id: string): Promise<void>;

  /** One of this replica: running, or ended a short while ago; null otherwise. */
  find(id: string): Generation | null;

  /**
   * As `find`, of any replica. One of another is followed from now on, so that `attach` knows it in the same tick. Null
   * otherwise, and where replicas share no events: then the records know it.
   */
  locate(id: string): Promise<Generation | null>;

  /**
   * Those that `takes` accepts, as they start and end here, and on others where replicas share events. A slow reader loses
   * the oldest events beyond 1,000.
   */
  watch(takes: (generation: Generation) => boolean): QueuedValues<FeedEvent>;

  /** How many are running. */
  runningCount(): number;

  /** Takes no new ones, waits up to `graceMs` for those running, cancels the rest and waits for their records. */
  close(graceMs: number): Promise<void>;
}
