import type { Listener } from './event-reader.ts';
import type { GenerationEvent, GenerationEventBody } from './generation-event.ts';
import type { Leaving } from './leaving.ts';

/**
 * The numbered events of one generation. Readers come and go; each gets every event once, in order. A fast reader
 * gets the events one by one. A reader that is behind, or joins late, gets the missed deltas merged.
 *
 * Only plain data goes in and comes out: an event may be written as JSON and read in another process. Every
 * implementation passes `describeEventLog` in `apps/api/src/testing`. A log grows with the answer of its
 * generation, which the executor bounds (docs/limits.md). A log that finds its events at once uses `EventReader`. A log
 * that waits for its events has a reader of its own; `next` is enough.
 */
export interface EventLog {
  readonly generationId: string;
  /** The number of the newest event, 0 before the first. */
  readonly lastNumber: number;
  /** The approximate memory of the log, bytes. A character counts as one. */
  readonly bytes: number;
  /** Whether `end` was called. */
  readonly hasEnded: boolean;
  /** The number of readers that have not left. */
  readonly readerCount: number;

  /** Appends an event, and hands it to the readers that wait. Returns at once and never throws. */
  append(body: GenerationEventBody): void;

  /** No event follows. Readers end after they have read all. */
  end(): void;

  /**
   * Drops all events. A reader that is behind gets the last event next. `last`: that event, for a log that has ended.
   * Null for a log that continues: its readers get nothing more until its last event.
   */
  giveUp(last: GenerationEventBody | null): void;

  /**
   * Reads everything after the event with number `after`, then continues live until the end. It waits for a number that
   * does not exist yet. Returning the iterator leaves the log, and ends a pending `next`. `listener` tells how it left;
   * default `stopped`. `isUnmerged`: every event comes as it was appended, for protocols that count them.
   */
  read(after: number, listener?: Listener, isUnmerged?: boolean): AsyncIterableIterator<GenerationEvent>;
}

/**
 * Makes the log of a generation. `onUnheard` is called when the last reader leaves a log that has not ended, with how it
 * left. If it `stopped`, superseded readers do not count.
 */
export type OpenEventLog = (generationId: string, onUnheard: (leaving: Leaving) => void) => EventLog;
