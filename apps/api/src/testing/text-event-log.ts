import { deepStrictEqual } from 'node:assert';
import { DeltaRun, isDelta } from '../generation/delta-run.ts';
import type { EventLog } from '../generation/event-log.ts';
import { EventReader, type EventSource, isUnheard, type Listener } from '../generation/event-reader.ts';
import type { GenerationEvent, GenerationEventBody } from '../generation/generation-event.ts';
import type { Leaving } from '../generation/leaving.ts';

/**
 * An event log that stores only JSON text, as a log behind a network does. Every reader gets its own values. Fails a
 * test that appends an event that JSON changes.
 */
export class TextEventLog implements EventLog, EventSource {
  readonly generationId: string;
  readonly #texts: string[] = [];
  readonly #readers = new Set<EventReader>();
  readonly #onUnheard: (leaving: Leaving) => void;
  #bytes = 0;
  #hasEnded = false;
  #givenUpAt: number | null = null;

  constructor(generationId: string, onUnheard: (leaving: Leaving) => void) {
    this.generationId = generationId;
    this.#onUnheard = onUnheard;
  }

  get lastNumber(): number {
    return this.#texts.length;
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

  append(...bodies: readonly GenerationEventBody[]): void {
    for (const body of bodies) {
      const text = JSON.stringify(body);
      deepStrictEqual(JSON.parse(text), body, 'An event is not plain data.');
      this.#texts.push(text);
      this.#bytes += text.length;
      if (this.#givenUpAt !== null) continue;
      for (const reader of this.#readers) reader.offer(this.#event(this.lastNumber));
    }
  }

  giveUp(last: GenerationEventBody | null): void {
    this.#givenUpAt = this.lastNumber;
    if (last !== null) this.#texts[this.lastNumber - 1] = JSON.stringify(last);
  }

  end(): void {
    this.#hasEnded = true;
    for (const reader of this.#readers) reader.finish();
  }

  read(after: number, listener?: Listener, isUnmerged?: boolean): EventReader {
    const reader = new EventReader(this, after, listener, isUnmerged);
    this.#readers.add(reader);
    return reader;
  }

  endBeyond(): null {
    return null;
  }

  leave(reader: EventReader): void {
    if (!this.#readers.delete(reader) || this.#hasEnded) return;
    const leaving = reader.listener.leaving();
    if (isUnheard(this.#readers, leaving)) this.#onUnheard(leaving);
  }

  next(after: number, isUnmerged = false): GenerationEvent | null {
    if (after >= this.lastNumber) return null;
    if (this.#givenUpAt !== null) return this.#hasEnded ? { ...this.#event(this.lastNumber), follows: after } : null;
    const event = this.#event(after + 1);
    if (!isDelta(event) || isUnmerged) return event;
    const run = new DeltaRun(event, event.number);
    for (let number = after + 2; number <= this.lastNumber; number++) {
      const next = this.#event(number);
      if (!isDelta(next) || !run.continues(next)) break;
      run.add(next);
    }
    const { delta, lastNumber } = run.from(event.number);
    return { ...event, ...delta, number: lastNumber };
  }

  #event(number: number): GenerationEvent {
    const body = JSON.parse(this.#texts[number - 1] ?? 'null') as GenerationEventBody;
    return { generationId: this.generationId, number, follows: number - 1, ...body };
  }
}
