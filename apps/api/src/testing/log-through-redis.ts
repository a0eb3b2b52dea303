import type { EventLog } from '../generation/event-log.ts';
import type { Listener } from '../generation/event-reader.ts';
import type { FollowedGeneration } from '../generation/followed-generation.ts';
import type { GenerationEvent, GenerationEventBody } from '../generation/generation-event.ts';

/** Both ends of a log that one replica writes and another reads. */
export type LogEnds = {
  /** The log of the owner. */
  log: EventLog;
  /** The copy of the reader. Resolves when it follows. */
  copy: Promise<FollowedGeneration>;
  /** Resolves when the reader's replica has all events, and the owner knows the reads. */
  settle(): Promise<void>;
};

type Result = IteratorResult<GenerationEvent, undefined>;

/**
 * An event log that is written on one replica and read on another. It waits for the network in cases where a log in
 * memory would not.
 */
export class LogThroughRedis implements EventLog {
  readonly generationId: string;
  readonly #ends: LogEnds;
  readonly #readers = new Set<AsyncIterableIterator<GenerationEvent>>();

  constructor(generationId: string, ends: LogEnds) {
    this.generationId = generationId;
    this.#ends = ends;
  }

  get lastNumber(): number {
    return this.#ends.log.lastNumber;
  }

  get bytes(): number {
    return this.#ends.log.bytes;
  }

  get hasEnded(): boolean {
    return this.#ends.log.hasEnded;
  }

  get readerCount(): number {
    return this.#readers.size;
  }

  append(body: GenerationEventBody): void {
    this.#ends.log.append(body);
  }

  giveUp(last: GenerationEventBody | null): void {
    this.#ends.log.giveUp(last);
  }

  end(): void {
    this.#ends.log.end();
  }

  read(after: number, listener?: Listener, isUnmerged?: boolean): AsyncIterableIterator<GenerationEvent> {
    const { copy, settle } = this.#ends;
    const opened = copy.then((followed) => followed.read(after, listener, isUnmerged));
    const readers = this.#readers;
    const reader: AsyncIterableIterator<GenerationEvent> = {
      async next(): Promise<Result> {
        const inner = await opened;
        await settle();
        const result = await inner.next();
        if (result.done === true) readers.delete(reader);
        return result;
      },
      async return(): Promise<Result> {
        const inner = await opened;
        await settle();
        readers.delete(reader);
        await inner.return?.();
        await settle();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => reader,
    };
    this.#readers.add(reader);
    return reader;
  }
}
