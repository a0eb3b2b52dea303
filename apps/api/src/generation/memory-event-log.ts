import { type Delta, DeltaRun } from './delta-run.ts';
import { EventReader } from './event-reader.ts';
import type { GenerationEvent, GenerationEventBody } from './generation-event.ts';

type Entry = DeltaRun | GenerationEvent;

/**
 * The numbered events of one generation. Readers come and go; each sees every event once, in order. One that keeps up
 * gets the events as they are; one that lags, or joins late, gets the deltas that it missed merged into one.
 */
export class EventLog {
  readonly generationId: string;
  private readonly entries: Entry[] = [];
  private readonly readers = new Set<EventReader>();
  private readonly onUnheard: () => void;
  private number = 0;
  private characterCount = 0;
  private isEnded = false;

  /** `onUnheard` is called whenever the last reader leaves a log that has not ended. */
  constructor(generationId: string, onUnheard: () => void) {
    this.generationId = generationId;
    this.onUnheard = onUnheard;
  }

  /** The number of the newest event, 0 before the first. */
  get lastNumber(): number {
    return this.number;
  }

  /** Of all deltas so far. */
  get characters(): number {
    return this.characterCount;
  }

  get hasEnded(): boolean {
    return this.isEnded;
  }

  get readerCount(): number {
    return this.readers.size;
  }

  /** Appends an event and hands it to the readers that wait for it. */
  append(body: GenerationEventBody): void {
    const number = ++this.number;
    const event: GenerationEvent = { generationId: this.generationId, number, follows: number - 1, ...body };
    if (isDelta(body)) this.keepDelta(body, number);
    else this.entries.push(event);
    for (const reader of this.readers) reader.offer(event);
  }

  /** No event follows: readers end once they have read all. */
  end(): void {
    this.isEnded = true;
    for (const reader of this.readers) reader.finish();
  }

  /** A reader of everything behind number `after`. Numbers that do not exist yet are waited for. */
  read(after: number): EventReader {
    const reader = new EventReader(this, after);
    if (!this.isEnded) this.readers.add(reader);
    return reader;
  }

  /** Called by a reader that will read no more. */
  leave(reader: EventReader): void {
    if (this.readers.delete(reader) && this.readers.size === 0 && !this.isEnded) this.onUnheard();
  }

  /** The event behind number `after`, deltas merged as far as they go; null when there is none yet. */
  next(after: number): GenerationEvent | null {
    if (after >= this.number) return null;
    const entry = this.entries[this.indexBehind(after)];
    if (entry === undefined) return null;
    if (!(entry instanceof DeltaRun)) return entry;
    const { delta, lastNumber } = entry.from(after + 1);
    return { generationId: this.generationId, number: lastNumber, follows: after, ...delta };
  }

  private keepDelta(delta: Delta, number: number): void {
    this.characterCount += delta.type === 'tool-call-delta' ? delta.argumentsDelta.length : delta.text.length;
    const last = this.entries.at(-1);
    if (last instanceof DeltaRun && last.continues(delta)) last.add(delta);
    else this.entries.push(new DeltaRun(delta, number));
  }

  /** The entry that holds number `after + 1`, by bisection. */
  private indexBehind(after: number): number {
    let low = 0;
    let high = this.entries.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lastNumberOf(this.entries[middle] as Entry) > after) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function lastNumberOf(entry: Entry): number {
  return entry instanceof DeltaRun ? entry.lastNumber : entry.number;
}

function isDelta(body: GenerationEventBody): body is Delta {
  return body.type === 'text-delta' || body.type === 'reasoning-delta' || body.type === 'tool-call-delta';
}
