import type { GenerationEventBody } from './generation-event.ts';

/** An event with the next piece of a growing text, such as a tool call's arguments. */
export type Delta = Extract<GenerationEventBody, { type: `${string}-delta` }>;

/** Whether an event is a delta. */
export function isDelta<Body extends GenerationEventBody>(body: Body): body is Body & Delta {
  switch (body.type) {
    case 'text-delta':
    case 'reasoning-delta':
    case 'refusal-delta':
    case 'tool-call-delta':
      return true;
    default:
      return false;
  }
}

/** The number of pieces that are joined into one text. */
const piecesPerBlock = 32;
/** The most characters of a joined text. Each reader that is behind holds one until its socket takes it. */
const mostMerged = 64 * 1024;

type Block = { text: string; ends: readonly number[] };

/**
 * Neighbouring deltas of one growing text. A reader can start at any of them. Older pieces are joined into one text
 * with their end offsets, so a piece costs its characters and about ten bytes.
 */
export class DeltaRun {
  /** The number of its first event. */
  readonly firstNumber: number;
  readonly #first: Delta;
  /** Whether it has log probabilities, which belong to its first delta only. */
  readonly #isAlone: boolean;
  /** The first delta, without the parts that ended before it. */
  readonly #plain: Delta;
  readonly #blocks: Block[] = [];
  #newest: string[];
  #count = 1;

  constructor(first: Delta, firstNumber: number) {
    this.#first = first;
    this.#isAlone = hasLogprobs(first);
    this.#plain = first.ended === undefined ? first : withoutEnded(first);
    this.firstNumber = firstNumber;
    this.#newest = [pieceOf(first)];
  }

  /** The number of its last event. */
  get lastNumber(): number {
    return this.firstNumber + this.#count - 1;
  }

  /**
   * Whether a delta continues the same text. A delta with log probabilities stands alone, since they belong to it only.
   */
  continues(delta: Delta): boolean {
    const first = this.#first;
    if (first.type !== delta.type || this.#isAlone || delta.ended !== undefined || hasLogprobs(delta)) return false;
    if (delta.type !== 'tool-call-delta') return true;
    return first.type === delta.type && first.index === delta.index && first.id === delta.id;
  }

  add(delta: Delta): void {
    this.#newest.push(pieceOf(delta));
    this.#count++;
    if (this.#newest.length === piecesPerBlock) this.#joinNewest();
  }

  /** Joins the newest pieces too, except those of a tool call. No delta may be added after it. */
  close(): void {
    if (this.#newest.length > 1 && this.#first.type !== 'tool-call-delta') this.#joinNewest();
  }

  #joinNewest(): void {
    this.#blocks.push(toBlock(this.#newest));
    this.#newest = [];
  }

  /**
   * The delta from event `number` on, and the number of its last part. Pieces are joined, up to 64 K characters.
   * `isAlone`: only this piece.
   */
  from(number: number, isAlone = false): { delta: Delta; lastNumber: number } {
    const first = number === this.firstNumber ? this.#first : this.#plain;
    const last = isAlone ? number : this.#lastTogether(number);
    return { delta: withPiece(first, this.#textOf(number, last)), lastNumber: last };
  }

  /** Its deltas one by one, from event `number`, or from its first event. */
  piecesFrom(number: number): readonly Delta[] {
    const begin = Math.max(number, this.firstNumber);
    const count = this.lastNumber - begin + 1;
    return Array.from({ length: count }, (_, index) => this.from(begin + index, true).delta);
  }

  /** The last event that is joined with event `number`. For a tool call it is within the same block. */
  #lastTogether(number: number): number {
    const endOfCall = this.#first.type === 'tool-call-delta' ? this.#endOfGroup(number) : this.lastNumber;
    let last = number;
    let length = this.#textOf(number, number).length;
    while (last < endOfCall) {
      const end = this.#endOfGroup(last + 1);
      const whole = this.#textOf(last + 1, end).length;
      if (length + whole > mostMerged) return this.#lastThatFits(last, end, mostMerged - length);
      length += whole;
      last = end;
    }
    return last;
  }

  #lastThatFits(last: number, end: number, most: number): number {
    let fitting = last;
    let length = 0;
    while (fitting < end) {
      length += this.#textOf(fitting + 1, fitting + 1).length;
      if (length > most) break;
      fitting++;
    }
    return fitting;
  }

  /** The last event of the block that holds event `number`. The newest pieces of a tool call are not joined. */
  #endOfGroup(number: number): number {
    const index = Math.floor((number - this.firstNumber) / piecesPerBlock);
    if (index < this.#blocks.length) {
      return Math.min(this.firstNumber + (index + 1) * piecesPerBlock - 1, this.lastNumber);
    }
    return this.#first.type === 'tool-call-delta' ? number : this.lastNumber;
  }

  /** The text of the events from `number` to `last`. */
  #textOf(number: number, last: number): string {
    const texts: string[] = [];
    for (let at = number - this.firstNumber; at <= last - this.firstNumber; ) {
      const index = Math.floor(at / piecesPerBlock);
      const block = this.#blocks[index];
      const within = at % piecesPerBlock;
      const end = Math.min(last - this.firstNumber - index * piecesPerBlock, piecesPerBlock - 1);
      if (block === undefined) texts.push(...this.#newest.slice(within, end + 1));
      else texts.push(block.text.slice(within === 0 ? 0 : block.ends[within - 1], block.ends[end]));
      at += end - within + 1;
    }
    return texts.length === 1 ? (texts[0] ?? '') : texts.join('');
  }
}

function toBlock(pieces: readonly string[]): Block {
  let end = 0;
  const ends = pieces.map((piece) => {
    end += piece.length;
    return end;
  });
  return { text: pieces.join(''), ends };
}

function hasLogprobs(delta: Delta): boolean {
  return 'logprobs' in delta && delta.logprobs !== undefined;
}

function withoutEnded({ ended: _, ...delta }: Delta): Delta {
  return delta;
}

function pieceOf(delta: Delta): string {
  return delta.type === 'tool-call-delta' ? delta.argumentsDelta : delta.text;
}

function withPiece(delta: Delta, piece: string): Delta {
  return delta.type === 'tool-call-delta' ? { ...delta, argumentsDelta: piece } : { ...delta, text: piece };
}
