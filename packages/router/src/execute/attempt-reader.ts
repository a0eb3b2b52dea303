import { type Embeddings, type FinishEvent, GrowingText, type StartEvent, sizeOfState } from '@penstock/providers';
import type { UpstreamEvent } from './call-model.ts';
import type { Delta, Gate, GateState } from './continue-stream.ts';
import type { ExecutionEvent } from './execution-event.ts';
import { charactersPerPiece, type OutputBound, OutputCount } from './output-bound.ts';
import type { SentAnswer } from './sent-answer.ts';

/** The events for the caller from one read. */
export type Batch = readonly ExecutionEvent[];

/** All output of a model, whether it was sent to the caller or repeated sent text. */
export type ProducedText = {
  /** The answer, and the names and arguments of tool calls. */
  answer: string;
  reasoning: string;
};

/** Reads the batches of one attempt's adapter. Keeps the data for the record, and returns the caller's events. */
export class AttemptReader {
  start: StartEvent | null = null;
  finish: FinishEvent | null = null;
  /** The vectors of an embedding. Null for a chat. */
  vectors: Embeddings['vectors'] | null = null;
  /** Whether any delta came. */
  hasToken = false;
  /** Whether the caller received anything. */
  hasSent = false;
  /** Whether the answer differs from the sent text, which cannot be taken back. */
  differs = false;
  /** The names of the tools that the answer calls, in order. */
  calledTools: readonly string[] = [];
  /** Whether the model refused in its own words. */
  hasRefusal = false;
  readonly #count: OutputCount;
  readonly #answer: SentAnswer;
  #gate: Gate | null;
  /**
   * The start of this attempt's text within the caller's text, from which it passes unchanged. The text is stored once.
   */
  #sharedFrom: number | null = null;
  /** Text before it passed, text after the caller left, and other output: reasoning, calls and refusals. */
  #gated = '';
  #unsent = '';
  readonly #reasoning = new GrowingText();
  readonly #toolCalls = new GrowingText();

  /**
   * `answer`: the caller's text, which the reader extends. `gate`: null for a new answer. `bound`: the limit of its
   * output. Default: none.
   */
  constructor(answer: SentAnswer, gate: Gate | null, bound: OutputBound = unbounded) {
    this.#count = new OutputCount(bound);
    this.#answer = answer;
    this.#gate = gate;
    if (gate === null) this.#sharedFrom = answer.text.length;
  }

  /** Valid after the end of the attempt, until the next attempt extends the answer. */
  get produced(): ProducedText {
    const shared = this.#sharedFrom === null ? '' : this.#answer.text.slice(this.#sharedFrom);
    return { answer: this.#gated + shared + this.#unsent + this.#toolCalls.value, reasoning: this.#reasoning.value };
  }

  /** The exceeded limit of the answer; the excess is left out. Null within the limit. */
  get exceeded(): OutputCount['exceeded'] {
    return this.#count.exceeded;
  }

  /** The limit, for messages. */
  get bound(): OutputBound {
    return this.#count.most;
  }

  /** The number of characters received, of all kinds. */
  get producedCharacters(): number {
    return this.#count.answer + this.#count.reasoning + this.#count.attached;
  }

  /** Returns the caller's events of a batch. Empty for none. */
  read(batch: readonly UpstreamEvent[]): Batch {
    return this.#gate === null ? this.#pass(batch) : this.#filter(batch, this.#gate);
  }

  /** Records a batch that came after the caller left. */
  readAfterLeave(batch: readonly UpstreamEvent[]): void {
    for (const event of batch) {
      if (isDelta(event) && this.#exceedsWith(event)) return;
      if (!isDelta(event)) this.#note(event);
      else if (event.type === 'text-delta') this.#unsent += event.text;
      else this.#keep(event);
      this.hasToken ||= isDelta(event);
    }
  }

  /** The hot path: a batch of deltas passes as the same array. */
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
      if (event.type === 'text-delta') this.#answer.addText(event.text);
      else {
        this.#keep(event);
        this.#answer.add(event);
      }
    }
    if (deltas === 0) return [];
    this.hasToken = true;
    this.hasSent = true;
    // All events are deltas, so the array has that type.
    return deltas === whole.length ? (whole as readonly Delta[]) : whole.filter(isDelta);
  }

  /** Handles a batch while the gate still compares the answer with the sent text. */
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
        if (this.#count.exceeded !== null) break;
        this.#answer.characters += event.text.length;
        return false;
      case 'refusal-delta':
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

  /** The piece that exceeds the limit is not sent. The part within the limit is counted. */
  #keepBeginning(event: Delta, characters: number): void {
    this.hasToken = true;
    if (event.type === 'text-delta') this.#unsent += event.text.slice(0, characters);
    else if (event.type === 'refusal-delta') this.#toolCalls.add(event.text.slice(0, characters));
    else if (event.type === 'reasoning-delta') this.#reasoning.add(event.text.slice(0, characters));
    else if (event.type === 'tool-call-delta') this.#toolCalls.add(event.argumentsText.slice(0, characters));
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
    if (event.type === 'reasoning-delta') this.#reasoning.add(event.text);
    else if (event.type === 'refusal-delta') this.#keepRefusal(event.text);
    else if (event.type === 'tool-call-start') this.#keepCall(event.name);
    else if (event.type === 'tool-call-delta') this.#toolCalls.add(event.argumentsText);
  }

  #keepRefusal(text: string): void {
    this.hasRefusal = true;
    this.#toolCalls.add(text);
  }

  #keepCall(name: string): void {
    this.calledTools = [...this.calledTools, name];
    this.#toolCalls.add(name);
  }
}

const unbounded: OutputBound = { attempt: Number.POSITIVE_INFINITY, generation: Number.POSITIVE_INFINITY };

function isDelta(event: UpstreamEvent): event is Delta {
  return event.type !== 'start' && event.type !== 'finish' && event.type !== 'vectors';
}
