import { type Delta, DeltaRun, isDelta } from './delta-run.ts';
import type { EventLog } from './event-log.ts';
import { EventReader, type EventSource, isUnheard, type Listener } from './event-reader.ts';
import type { GenerationEvent, GenerationEventBody } from './generation-event.ts';
import type { Leaving } from './leaving.ts';

type Entry = DeltaRun | GenerationEvent;

/** The event log of a generation in the memory of this process. Waiting readers get the appended event itself. */
export class MemoryEventLog implements EventLog, EventSource {
  readonly generationId: string;
  readonly #entries: Entry[] = [];
  /** The last entry, if deltas can continue it. */
  #run: DeltaRun | null = null;
  readonly #readers = new Set<EventReader>();
  readonly #onUnheard: (leaving: Leaving) => void;
  #lastNumber = 0;
  #bytes = 0;
  #hasEnded = false;
  #isShort = false;
  #isGivenUp = false;

  constructor(generationId: string, onUnheard: (leaving: Leaving) => void) {
    this.generationId = generationId;
    this.#onUnheard = onUnheard;
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get readerCount(): number {
    return this.#readers.size;
  }

  append(body: GenerationEventBody): void {
    const number = ++this.#lastNumber;
    // V8 copies an object quickly only where its copy begins with it.
    const event: GenerationEvent = { ...body, generationId: this.generationId, number, follows: number - 1 };
    if (this.#isGivenUp) {
      this.#entries.splice(0, 1, event);
      return;
    }
    if (isDelta(body)) this.#keepDelta(body, number);
    else {
      this.#run = null;
      this.#entries.push(event);
    }
    for (const reader of this.#readers) reader.offer(event);
  }

  /** `isShort`: readers may have read later events elsewhere. Each of them still gets the last event. */
  end(isShort = false): void {
    this.#hasEnded = true;
    this.#isShort = isShort;
    for (const entry of this.#entries) if (entry instanceof DeltaRun) entry.close();
    for (const reader of this.#readers) reader.finish();
  }

  read(after: number, listener?: Listener, isUnmerged?: boolean): EventReader {
    const reader = new EventReader(this, after, listener, isUnmerged);
    this.#readers.add(reader);
    return reader;
  }

  leave(reader: EventReader): void {
    if (!this.#readers.delete(reader) || this.#hasEnded) return;
    const leaving = reader.listener.leaving();
    if (isUnheard(this.#readers, leaving)) this.#onUnheard(leaving);
  }

  giveUp(last: GenerationEventBody | null): void {
    if (this.#isGivenUp) return;
    this.#isGivenUp = true;
    this.#run = null;
    this.#entries.length = 0;
    this.#bytes = 0;
    if (last === null) return;
    this.#entries.push({ generationId: this.generationId, number: this.#lastNumber, follows: 0, ...last });
  }

  next(after: number, isUnmerged = false): GenerationEvent | null {
    if (after >= this.#lastNumber || (this.#isGivenUp && !this.#hasEnded)) return null;
    const entry = this.#entries[this.#indexBehind(after)];
    if (entry === undefined) return null;
    if (!(entry instanceof DeltaRun)) return this.#isGivenUp ? { ...entry, follows: after } : entry;
    const { delta, lastNumber } = entry.from(after + 1, isUnmerged);
    return { generationId: this.generationId, number: lastNumber, follows: after, ...delta };
  }

  endBeyond(after: number): GenerationEvent | null {
    const last = this.#entries.at(-1);
    if (!this.#isShort || last === undefined || last instanceof DeltaRun) return null;
    return { ...last, number: after + 1, follows: after };
  }

  /** The events after number `after`, one by one as they were appended. */
  bodiesAfter(after: number): readonly GenerationEventBody[] {
    if (after >= this.#lastNumber) return [];
    return this.#entries.slice(this.#indexBehind(after)).flatMap((entry): readonly GenerationEventBody[] => {
      if (entry instanceof DeltaRun) return entry.piecesFrom(after + 1);
      const { generationId: _id, number: _number, follows: _follows, ...body } = entry;
      return [body];
    });
  }

  #keepDelta(delta: Delta, number: number): void {
    this.#bytes += delta.type === 'tool-call-delta' ? delta.argumentsDelta.length : delta.text.length;
    if ('logprobs' in delta && delta.logprobs !== undefined) this.#bytes += JSON.stringify(delta.logprobs).length;
    if (this.#run?.continues(delta)) {
      this.#run.add(delta);
      return;
    }
    this.#run = new DeltaRun(delta, number);
    this.#entries.push(this.#run);
  }

  /** The entry that holds number `after + 1`, found by bisection. */
  #indexBehind(after: number): number {
    let low = 0;
    let high = this.#entries.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lastNumberOf(this.#entries[middle] as Entry) > after) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function lastNumberOf(entry: Entry): number {
  return entry instanceof DeltaRun ? entry.lastNumber : entry.number;
}
