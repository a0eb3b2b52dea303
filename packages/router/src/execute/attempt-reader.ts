import type { FinishEvent, StartEvent, StreamEvent } from '@penstock/providers';
import type { Delta, Gate, GateState } from './continue-stream.ts';
import type { ExecutionEvent } from './execution-event.ts';
import type { SentAnswer } from './sent-answer.ts';

/** What the caller gets for one read. */
export type Batch = readonly ExecutionEvent[];

/** Reads what one attempt's adapter yields: keeps what the record needs, and says what the caller gets. */
export class AttemptReader {
  start: StartEvent | null = null;
  finish: FinishEvent | null = null;
  /** All that the model produced. */
  characters = 0;
  /** Whether any delta came. */
  hasToken = false;
  /** Whether the caller got anything. */
  hasSent = false;
  /** Whether the answer turned out to be another than the one that was sent, where that cannot be taken back. */
  differs = false;
  readonly #answer: SentAnswer;
  #gate: Gate | null;

  /** `answer`: what the caller holds, added to here. `gate`: null for an attempt that starts afresh. */
  constructor(answer: SentAnswer, gate: Gate | null) {
    this.#answer = answer;
    this.#gate = gate;
  }

  /** What the caller gets of a batch; empty for nothing. */
  read(batch: readonly StreamEvent[]): Batch {
    return this.#gate === null ? this.#pass(batch) : this.#sift(batch, this.#gate);
  }

  /** The hot path: a batch of deltas passes as the array that it came in. */
  #pass(batch: readonly StreamEvent[]): Batch {
    let deltas = 0;
    for (const event of batch) {
      if (!isDelta(event)) {
        this.#note(event);
        continue;
      }
      deltas += 1;
      this.#count(event);
      this.#answer.add(event);
    }
    if (deltas === 0) return [];
    this.hasSent = true;
    // Where all were counted as deltas, all are.
    return deltas === batch.length ? (batch as readonly Delta[]) : batch.filter(isDelta);
  }

  /** The way of a batch while it is open how the answer goes together with what was sent. */
  #sift(batch: readonly StreamEvent[], gate: Gate): Batch {
    const out: ExecutionEvent[] = [];
    let state: GateState = 'waiting';
    for (const event of batch) {
      if (isDelta(event)) {
        this.#count(event);
        if (state === 'open') out.push(event);
        else state = gate.accept(event, out);
      } else {
        this.#note(event);
        if (event.type === 'finish' && state === 'waiting') state = gate.finish(out);
      }
      if (state === 'differs') break;
    }
    for (const event of out) this.#answer.add(event);
    if (out.length > 0) this.hasSent = true;
    if (state === 'open') this.#gate = null;
    this.differs = state === 'differs';
    return out;
  }

  #note(event: StartEvent | FinishEvent): void {
    if (event.type === 'start') this.start = event;
    else this.finish = event;
  }

  #count(event: Delta): void {
    this.hasToken = true;
    if (event.type === 'text-delta' || event.type === 'reasoning-delta') this.characters += event.text.length;
    else if (event.type === 'tool-call-delta') this.characters += event.argumentsText.length;
  }
}

function isDelta(event: StreamEvent): event is Delta {
  return event.type !== 'start' && event.type !== 'finish';
}
