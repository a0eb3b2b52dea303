import type { Plan } from '@penstock/router';
import { ServiceError } from '../errors/service-error.ts';
import type { QueuedValues } from '../events/queued-values.ts';
import type { BatchableRequest } from './batched-call.ts';
import type { Generation } from './generation.ts';
import type { GenerationEvent } from './generation-event.ts';
import type { FeedEvent } from './generation-feed.ts';
import type { GenerationRequest } from './generation-request.ts';
import type { Leaving } from './leaving.ts';

/** A generation that has just started, with its events from the first on. */
export type OpenedGeneration = {
  /** The state when it is returned. */
  generation: Generation;
  /** The events, as from `attach(id, 0)`. */
  events: AsyncIterableIterator<GenerationEvent>;
};

/** The error for a generation without events here. A generation of another workspace gets the same words. */
export function unknownEvents(id: string): ServiceError {
  return new ServiceError(
    'NOT_FOUND',
    `Generation ${id.slice(0, 80)} has no events here: it does not exist, or ended more than a few minutes ago. Read its result with the query 'generation'.`,
  );
}

/**
 * The life of generations, as the endpoints see it. A request with an `operation` attaches to the generation that the
 * operation has started. It throws CONFLICT (`ServiceError`) if the operation was another request. It throws
 * `StartedElsewhere` if the events cannot be read here.
 */
export interface Generations {
  /**
   * Previews the plan of a request at this moment. Refuses a name that does not exist, as `start` does. A plan without
   * candidates is a valid result. Rejects with INTERNAL if a hard budget applies and its database is unavailable.
   */
  plan(request: GenerationRequest): Promise<{ plan: Plan; inputTokens: number }>;

  /**
   * Starts a generation and returns it running. Throws a `ServiceError` if no model can serve it; a refused request
   * leaves no record. No reader is attached: use `open` to read the events.
   */
  start(request: GenerationRequest): Promise<Generation>;

  /**
   * Starts a generation, as `start` does, and returns it with its events, so that none is missed. `leaving` tells how
   * the reader has left; default `stopped`. `isUnmerged`: a slow reader also gets its deltas one by one.
   */
  open(request: GenerationRequest, leaving?: () => Leaving, isUnmerged?: boolean): Promise<OpenedGeneration>;

  /**
   * Starts a generation and waits for its end. The result may be FAILED or CANCELLED. Aborting `signal` cancels it. A
   * request with an `operation` continues for the grace time, unless the caller has stopped. `id`: the id to use, for a
   * caller that stores it first; the `operation` is then ignored. Default: a new id.
   */
  run(request: GenerationRequest, signal: AbortSignal, id?: string): Promise<Generation>;

  /**
   * Plans a request for a batch of its model's provider that is done by `deadlineMs`. Reserves its money until
   * `heldUntilMs`. Its answer comes back by `run` under the same id, as `batched`. Null if it must run alone. Rejects
   * with INTERNAL if a hard budget applies and its database is unavailable.
   */
  enterBatch(
    request: GenerationRequest,
    id: string,
    until: { deadlineMs: number; heldUntilMs: number },
  ): Promise<BatchableRequest | null>;

  /** Releases the money that `enterBatch` has reserved. */
  leaveBatch(ids: readonly string[]): Promise<void>;

  /**
   * Attaches to a generation: replays the events after number `after` (0 for all), then continues live until its end.
   * Returning the iterator detaches at once. When the last reader leaves, the upstream is aborted, unless the
   * generation is detached. That is at once if the reader `stopped`, and after a grace time if its connection was lost.
   * A slow reader gets merged deltas, unless `isUnmerged`. Throws NOT_FOUND (`ServiceError`) if the generation is
   * unknown or its events are gone.
   */
  attach(
    id: string,
    after: number,
    leaving?: () => Leaving,
    isUnmerged?: boolean,
  ): AsyncIterableIterator<GenerationEvent>;

  /**
   * Ends a generation of this replica. A generation that has ended already is returned unchanged. Null if unknown here.
   */
  cancel(id: string): Promise<Generation | null>;

  /** Asks the replica that runs a generation to end it. The generation's record shows the end. */
  askToCancel(id: string): Promise<void>;

  /** Forgets an ended generation on every replica. Rejects if the others cannot be asked. */
  forget(id: string): Promise<void>;

  /** A generation of this replica that runs or ended a short while ago; else null. */
  find(id: string): Generation | null;

  /**
   * Finds a generation of any replica, as `find` does. A generation of another replica is followed from now on, so that
   * `attach` knows it in the same tick. Null if it is not found. Null also if replicas share no events: then the
   * records have it.
   */
  locate(id: string): Promise<Generation | null>;

  /**
   * The generations that `takes` accepts, as they start and end. Other replicas are included if they share events. A
   * slow reader loses the oldest events beyond 1,000.
   */
  watch(takes: (generation: Generation) => boolean): QueuedValues<FeedEvent>;

  /** The number of running generations. */
  runningCount(): number;

  /**
   * Accepts no new generations, waits up to `graceMs` for running ones, cancels the rest and waits for their records.
   */
  close(graceMs: number): Promise<void>;
}
