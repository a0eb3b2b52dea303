import { type Embeddings, type FinishEvent, type StartEvent, sizeOfState } from '@penstock/providers';
import type { UpstreamEvent } from './call-model.ts';
import type { Delta, Gate, GateState } from './continue-stream.ts';
import type { ExecutionEvent } from './execution-event.ts';
import { charactersPerPiece, type OutputBound, OutputCount } from './output-bound.ts';
import type { SentAnswer } from './sent-answer.ts';

/** What the caller gets for one read. */
export type Batch = readonly ExecutionEvent[];

/** All that a model produced, whether the caller got it or it repeated what had been sent. */
export type ProducedText = {
  /** The answer, and the names and arguments of tool calls. */
  answer: string;
  reasoning: string;
};

/** Reads what one attempt's adapter yields: keeps what the record needs, and says what the caller gets. */
export class AttemptReader {
  start: StartEvent | null = null;
  finish: FinishEvent | null = null;
  /** Of an embedding; null for a chat. */
  vectors: Embeddings['vectors'] | null = null;
  /** Whether any delta came. */
  hasToken = false;
  /** Whether the caller got anything. */
  hasSent = false;
  /** Whether the answer turned out to be another than the one that was sent, where that cannot be taken back. */
  differs = false;
  readonly #count: OutputCount;
  readonly #answer: SentAnswer;
  #gate: Gate | null;
  /** Where in the text that the caller holds this attempt's begins, once it passes as it comes: it is not kept twice. */
  #sharedFrom: number | null = null;
  /** Text from before it passed, from after the caller had left, and what is no text. */
  #gated = '';
  #unheard = '';
  #reasoning = '';
  #toolCalls = '';

  /**
   * `answer`: what the caller holds, added to here. `gate`: null for an attempt that starts afresh. `bound`: what it may
   * produce; left out, there is none.
   */
  constructor(answer: SentAnswer, gate: Gate | null, bound: OutputBound = unbounded) {
    this.#count = new OutputCount(bound);
    this.#answer = answer;
    this.#gate = gate;
    if (gate === null) this.#sharedFrom = answer.text.length;
  }

  /** To be asked when the attempt is over, and before the next adds to the answer. */
  get produced(): ProducedText {
    const shared = this.#sharedFrom === null ? '' : this.#answer.text.slice(this.#sharedFrom);
    return { answer: this.#gated + shared + this.#unheard + this.#toolCalls, reasoning: this.#reasoning };
  }

  /** Which bound the answer has passed; what passed it is left out. Null while it is within. */
  get exceeded(): OutputCount['exceeded'] {
    return this.#count.exceeded;
  }

  /** The bound, for sentences. */
  get bound(): OutputBound {
    return this.#count.most;
  }

  /** Characters that have come, all kinds together. */
  get producedCharacters(): number {
    return this.#count.answer + this.#count.reasoning + this.#count.attached;
  }

  /** What the caller gets of a batch; empty for nothing. */
  read(batch: readonly UpstreamEvent[]): Batch {
    return this.#gate === null ? this.#pass(batch) : this.#filter(batch, this.#gate);
  }

  /** Takes note of what still came after the caller had left. */
  heed(batch: readonly UpstreamEvent[]): void {
    for (const event of batch) {
      if (isDelta(event) && this.#exceedsWith(event)) return;
      if (!isDelta(event)) this.#note(event);
      else if (event.type === 'text-delta') this.#unheard += event.text;
      else this.#keep(event);
      this.hasToken ||= isDelta(event);
    }
  }

  /** The hot path: a batch of deltas passes as the array that it came in. */
  #pass(batch: readonly UpstreamEvent[]): Batch {
    let deltas = 0;
    let whole = batch;
    for (let index = 0; index < batch.length; index++) {
      const event = batch[index] as UpstreamEvent;
      if (!isDelta(event)) {
        this.#note(event);
        continue;
      }
      if (this.#exceedsWith(event)) {
        whole = batch.slice(0, index);
        break;
      }
      deltas += 1;
      if (event.type !== 'text-delta') this.#keep(event);
      this.#answer.add(event);
    }
    this.hasToken ||= deltas > 0;
    if (deltas === 0) return [];
    this.hasSent = true;
    // Where all were counted as deltas, all are.
    return deltas === whole.length ? (whole as readonly Delta[]) : whole.filter(isDelta);
  }

  /** The way of a batch while it is open how the answer goes together with what was sent. */
  #filter(batch: readonly UpstreamEvent[], gate: Gate): Batch {
    const out: ExecutionEvent[] = [];
    let state: GateState = 'waiting';
    for (const event of batch) {
      if (isDelta(event)) {
        if (this.#exceedsWith(event)) break;
        this.hasToken = true;
        if (event.type === 'text-delta') this.#gated += event.text;
        else this.#keep(event);
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
    if (state === 'open') {
      this.#gate = null;
      this.#sharedFrom = this.#answer.text.length;
    }
    this.differs = state === 'differs';
    return out;
  }

  #exceedsWith(event: Delta): boolean {
    const { answer, reasoning, attached } = this.#count;
    switch (event.type) {
      case 'text-delta':
        this.#count.answer += event.text.length;
        break;
      case 'reasoning-delta':
        this.#count.reasoning += event.text.length;
        break;
      case 'tool-call-start':
        this.#count.answer += charactersPerPiece + event.id.length + event.name.length;
        break;
      case 'tool-call-delta':
        this.#count.answer += Math.max(charactersPerPiece, event.argumentsText.length);
        break;
      case 'file':
        this.#count.attached += event.data.length + sizeOfState(event.state);
        break;
      case 'text-end':
      case 'reasoning-end':
      case 'tool-call-end':
        if (event.state === undefined) return false;
        this.#count.attached += sizeOfState(event.state);
        break;
      default:
        return event satisfies never;
    }
    if (this.#count.exceeded === null) {
      this.#answer.characters += this.producedCharacters - answer - reasoning - attached;
      return false;
    }
    this.#keepBeginning(
      event,
      Math.max(0, this.bound.attempt - (event.type === 'reasoning-delta' ? reasoning : answer)),
    );
    return true;
  }

  /** The piece that goes too far is given to nobody; as much of it as was allowed is counted. */
  #keepBeginning(event: Delta, characters: number): void {
    this.hasToken = true;
    if (event.type === 'text-delta') this.#unheard += event.text.slice(0, characters);
    else if (event.type === 'reasoning-delta') this.#reasoning += event.text.slice(0, characters);
    else if (event.type === 'tool-call-delta') this.#toolCalls += event.argumentsText.slice(0, characters);
  }

  #note(event: Exclude<UpstreamEvent, Delta>): void {
    switch (event.type) {
      case 'start':
        this.start = event;
        break;
      case 'finish':
        this.finish = event;
        break;
      case 'vectors':
        this.vectors = event.vectors;
    }
  }

  #keep(event: Exclude<Delta, { type: 'text-delta' }>): void {
    if (event.type === 'reasoning-delta') this.#reasoning += event.text;
    else if (event.type === 'tool-call-start') this.#toolCalls += event.name;
    else if (event.type === 'tool-call-delta') this.#toolCalls += event.argumentsText;
  }
}

const unbounded: OutputBound = { attempt: Number.POSITIVE_INFINITY, generation: Number.POSITIVE_INFINITY };

function isDelta(event: UpstreamEvent): event is Delta {
  return event.type !== 'start' && event.type !== 'finish' && event.type !== 'vectors';
}
