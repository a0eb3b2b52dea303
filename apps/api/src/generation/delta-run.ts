import type { GenerationEventBody } from './generation-event.ts';

/** An event that carries a piece of something that grows. */
export type Delta = Extract<GenerationEventBody, { type: `${string}-delta` }>;

/** Whether an event carries such a piece. */
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

/** So many pieces become one text, and four bytes for the end of each. */
const piecesPerBlock = 256;

type Block = { text: string; ends: Uint32Array };

/**
 * Neighbouring deltas of one thing, so that a reader may join from any of them on. Older pieces are kept as one text with
 * their ends: a piece costs its letters and four bytes.
 */
export class DeltaRun {
  /** The number of its first event. */
  readonly firstNumber: number;
  readonly #first: Delta;
  /** The first one without what ended before it. */
  readonly #plain: Delta;
  readonly #blocks: Block[] = [];
  #newest: string[];

  constructor(first: Delta, firstNumber: number) {
    this.#first = first;
    this.#plain = first.ended === undefined ? first : withoutEnded(first);
    this.firstNumber = firstNumber;
    this.#newest = [pieceOf(first)];
  }

  /** The number of its last event. */
  get lastNumber(): number {
    return this.firstNumber + this.#blocks.length * piecesPerBlock + this.#newest.length - 1;
  }

  /** Whether a delta goes on with the same thing. */
  continues(delta: Delta): boolean {
    const first = this.#first;
    if (delta.ended !== undefined) return false;
    if (delta.type === 'tool-call-delta') {
      return first.type === delta.type && first.index === delta.index && first.id === delta.id;
    }
    return first.type === delta.type;
  }

  add(delta: Delta): void {
    this.#newest.push(pieceOf(delta));
    if (this.#newest.length < piecesPerBlock) return;
    this.#blocks.push(toBlock(this.#newest));
    this.#newest = [];
  }

  /**
   * The next delta for a reader who has everything before an event of the run, and the number of its last part. Text and
   * reasoning come in one; of tool calls, the newest pieces come as they were said. `isAlone`: no other piece comes with it.
   */
  from(number: number, isAlone = false): { delta: Delta; lastNumber: number } {
    const skipped = number - this.firstNumber;
    const first = skipped === 0 ? this.#first : this.#plain;
    const index = Math.floor(skipped / piecesPerBlock);
    const within = skipped % piecesPerBlock;
    const block = this.#blocks[index];
    if (isAlone) {
      const piece = block === undefined ? (this.#newest[within] ?? '') : pieceAt(block, within);
      return { delta: withPiece(first, piece), lastNumber: number };
    }
    const rest = block === undefined ? (this.#newest[within] ?? '') : restOf(block, within);
    if (first.type === 'tool-call-delta') {
      const lastNumber = block === undefined ? number : this.firstNumber + (index + 1) * piecesPerBlock - 1;
      return { delta: withPiece(first, rest), lastNumber };
    }
    const behind = block === undefined ? this.#newest.slice(within + 1) : this.#textsBehind(index);
    return { delta: withPiece(first, rest + behind.join('')), lastNumber: this.lastNumber };
  }

  /** Its deltas one by one, from that with a number, or from its first. */
  piecesFrom(number: number): readonly Delta[] {
    const begin = Math.max(number, this.firstNumber);
    const count = this.lastNumber - begin + 1;
    return Array.from({ length: count }, (_, index) => this.from(begin + index, true).delta);
  }

  #textsBehind(index: number): readonly string[] {
    return [...this.#blocks.slice(index + 1).map(({ text }) => text), ...this.#newest];
  }
}

function restOf({ text, ends }: Block, skippedPieces: number): string {
  return skippedPieces === 0 ? text : text.slice(ends[skippedPieces - 1]);
}

function pieceAt({ text, ends }: Block, index: number): string {
  return text.slice(index === 0 ? 0 : ends[index - 1], ends[index]);
}

function toBlock(pieces: readonly string[]): Block {
  const ends = new Uint32Array(pieces.length);
  let end = 0;
  for (const [index, piece] of pieces.entries()) {
    end += piece.length;
    ends[index] = end;
  }
  return { text: pieces.join(''), ends };
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
