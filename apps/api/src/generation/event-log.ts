import type { Listener } from './event-reader.ts';
import type { GenerationEvent, GenerationEventBody } from './generation-event.ts';
import type { Leaving } from './leaving.ts';

/**
 * The numbered events of one generation. Readers come and go; each gets every event once, in order. One that keeps up
 * gets the events one by one. One that lags, or joins late, gets the deltas that it missed merged.
 *
 * Only plain data goes in and comes out: an event may be written as JSON and read in another process. Every
 * implementation passes `describeEventLog` in `apps/api/src/testing`. A log grows with what its generation says, which the
 * executor bounds (docs/limits.md).
 */
export interface EventLog {
  readonly generationId: string;
  /** The number of the newest event, 0 before the first. */
  readonly lastNumber: number;
  /** About what the log takes in memory, bytes. A character counts as one. */
  readonly bytes: number;
  /** Whether `end` was called. */
  readonly hasEnded: boolean;
  /** How many readers hold a place in it. */
  readonly readerCount: number;

  /** Appends an event, and hands it to the readers that wait. Returns at once and never throws. */
  append(body: GenerationEventBody): void;

  /** No event follows: readers end once they have read all. */
  end(): void;

  /**
   * Lets go of all events. A reader that is behind gets the last one next. `last`: that one, for a log that has ended;
   * null for one that goes on, whose readers get nothing more until its last event.
   */
  giveUp(last: GenerationEventBody | null): void;

  /**
   * Reads everything after the event with number `after`, then goes on live until the end. A number that does not exist
   * yet is waited for. Returning the iterator leaves the log; a pending `next` ends then. `listener` says how it left;
   * left out, it `stopped`. `isUnmerged`: every event comes as it was appended, for protocols that count them.
   */
  read(after: number, listener?: Listener, isUnmerged?: boolean): AsyncIterableIterator<GenerationEvent>;
}

/**
 * Makes the log of a generation. `onUnheard` is called whenever the last reader leaves a log that has not ended, with how
 * that one left. Readers that were superseded do not count where it stopped.
 */
export type OpenEventLog = (generationId: string, onUnheard: (leaving: Leaving) => void) => EventLog;
