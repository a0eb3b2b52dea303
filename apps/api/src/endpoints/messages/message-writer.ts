import { type AssistantPart, noTokens, type ProviderState } from '@penstock/providers';
import type { ServiceError } from '../../errors/service-error.ts';
import type { Generation } from '../../generation/generation.ts';
import type { EndedPart } from '../../generation/generation-event.ts';
import type { AnswerWriter, CallPiece } from '../answer-writer.ts';
import { anthropicErrorEvent } from '../anthropic/error-response.ts';
import { toPenstockFacts } from '../penstock-facts.ts';
import { answerFacts, factsBeside, toMessagesUsage, toStopReason, toUsage } from './anthropic-words.ts';
import { BlockWriter, event } from './block-writer.ts';
import { citationsOf, signatureOf, stateCarrier, toContentBlocks } from './to-content-block.ts';
import { messageId, messagesNames } from './to-message.ts';

/** The facts that are the same in all events of one stream. */
export type MessageFacts = Pick<Generation, 'id' | 'promptTokens'> & { modelId: string; showsThoughts: boolean };

/** Characters of the text that are kept to recognise a refusal that repeats it. */
const mostBeginning = 1_000;

/** A piece of the answer that waits for the end of the open call. */
type Piece = { type: 'text'; text: string } | { type: 'call'; piece: CallPiece };

/**
 * Writes one streamed answer as Anthropic does: `message_start`, the blocks one after another, `message_delta`,
 * `message_stop`. Mixed pieces of parallel calls are put in order.
 */
export class MessageWriter implements AnswerWriter {
  readonly #facts: MessageFacts;
  readonly #blocks = new BlockWriter();
  /** Calls that have begun, by their index. */
  readonly #begun = new Set<number>();
  /** The waiting pieces, by their call; null for text. In order of their first piece. */
  readonly #waiting = new Map<number | null, Piece[]>();
  /** The number of parts that have begun, without images and files. */
  #parts = 0;
  /** The part that the next delta of its kind continues. */
  #openPart: 'text' | 'reasoning' | null = null;
  /** The first characters of the text. */
  #beginning = '';

  constructor(facts: MessageFacts) {
    this.#facts = facts;
  }

  opening(): string {
    const { id, modelId: model, promptTokens } = this.#facts;
    const message = {
      id: messageId(id),
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      // The provider's own count comes with the end.
      usage: toUsage({ ...noTokens, inputTokens: promptTokens, outputTokens: 1 }),
    };
    return event('message_start', { message });
  }

  text(piece: string): string {
    if (this.#beginning.length < mostBeginning)
      this.#beginning += piece.slice(0, mostBeginning - this.#beginning.length);
    return this.#sayText(piece);
  }

  reasoning(piece: string): string {
    this.#notePart('reasoning');
    return this.#facts.showsThoughts && !this.#mustWait() ? this.#blocks.say('thinking', piece) : '';
  }

  /** A provider that reports a refusal only at its end has sent its text before. */
  refusal(piece: string): string {
    const isRepeated = this.#beginning !== '' && piece.startsWith(this.#beginning);
    return isRepeated ? '' : this.#sayText(piece);
  }

  toolCall(piece: CallPiece): string {
    if (!this.#begun.has(piece.index)) {
      this.#begun.add(piece.index);
      this.#parts += 1;
      this.#openPart = null;
    }
    const { open } = this.#blocks;
    const isOther = open?.type !== 'tool_use' || open.callIndex !== piece.index;
    if (isOther && this.#mustWait()) {
      this.#wait(piece.index, { type: 'call', piece });
      return '';
    }
    return this.#writeCall(piece) + this.#flush();
  }

  partsEnded(parts: readonly EndedPart[]): string {
    return parts.map((part) => this.#endPart(part)).join('');
  }

  serveBy(): void {
    // `message_start` has already named a model; `penstock` in `message_delta` names the model that served.
  }

  ending(generation: Generation): string {
    const blocks = this.#flush(true) + this.#lastStates(generation) + this.#blocks.close() + this.#images(generation);
    const delta = { stop_reason: toStopReason(generation), ...answerFacts(generation) };
    const penstock = toPenstockFacts(generation, messagesNames);
    const usage = toMessagesUsage(generation);
    return (
      blocks +
      event('message_delta', { delta, usage, ...factsBeside(generation), penstock }) +
      event('message_stop', {})
    );
  }

  failing(error: ServiceError): string {
    return anthropicErrorEvent(error);
  }

  #sayText(piece: string): string {
    this.#notePart('text');
    if (this.#mustWait()) {
      this.#wait(null, { type: 'text', text: piece });
      return '';
    }
    return this.#blocks.say('text', piece);
  }

  #notePart(type: 'text' | 'reasoning'): void {
    if (this.#openPart === type) return;
    this.#openPart = type;
    this.#parts += 1;
  }

  /** Whether the arguments of the open call are incomplete. Other pieces must then wait. */
  #mustWait(): boolean {
    return this.#waiting.size > 0 || this.#isCallOpen();
  }

  #isCallOpen(): boolean {
    const { open } = this.#blocks;
    return open?.type === 'tool_use' && !open.sent.isWhole;
  }

  #wait(key: number | null, piece: Piece): void {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) this.#waiting.set(key, [piece]);
    else waiting.push(piece);
  }

  #writeCall({ index, id, name, argumentsDelta, state }: CallPiece): string {
    const { open } = this.#blocks;
    if (open?.type === 'tool_use' && open.callIndex === index) return this.#blocks.extendCall(argumentsDelta);
    const carrier = this.#facts.showsThoughts ? stateCarrier(id, state) : null;
    const carried = carrier === null ? '' : this.#blocks.whole(carrier);
    return carried + this.#blocks.beginCall(index, id, name) + this.#blocks.extendCall(argumentsDelta);
  }

  /**
   * Writes the waiting texts and calls in order, each with all its pieces. Stops after a call with incomplete
   * arguments, unless the answer is over.
   */
  #flush(isOver = false): string {
    let written = '';
    for (const [key, taken] of this.#waiting) {
      if (!isOver && this.#isCallOpen()) break;
      this.#waiting.delete(key);
      for (const one of taken) {
        written += one.type === 'text' ? this.#blocks.say('text', one.text) : this.#writeCall(one.piece);
      }
    }
    return written;
  }

  /** A part without deltas is a hidden part. */
  #endPart(part: EndedPart): string {
    if (part.type === 'tool-call') {
      const { open } = this.#blocks;
      const isOpen = open?.type === 'tool_use' && open.callIndex === part.index;
      return isOpen ? this.#blocks.close() + this.#flush() : '';
    }
    const isOpen = this.#openPart === part.type;
    this.#openPart = null;
    if (isOpen) return this.#sign(part.type, part.state) + this.#closeOpen(part.type);
    if (part.state === undefined) return '';
    this.#parts += 1;
    return this.#hidden(part.type, part.state);
  }

  #closeOpen(type: 'text' | 'reasoning'): string {
    const { open } = this.#blocks;
    return open?.type === (type === 'text' ? 'text' : 'thinking') ? this.#blocks.close() : '';
  }

  /** The deltas with the state of the open block for the next turn. */
  #sign(type: 'text' | 'reasoning', state: ProviderState | undefined): string {
    const { open } = this.#blocks;
    if (type === 'text' && open?.type === 'text') {
      const deltas = citationsOf(state).map((citation) => this.#blocks.addDelta({ type: 'citations_delta', citation }));
      return deltas.join('');
    }
    if (type !== 'reasoning' || open?.type !== 'thinking') return '';
    const signature = signatureOf(state);
    return signature === '' ? '' : this.#blocks.addDelta({ type: 'signature_delta', signature });
  }

  /** A part without text; empty if this protocol cannot express it. */
  #hidden(type: 'text' | 'reasoning', state: ProviderState): string {
    const blocks = toContentBlocks({ type, text: '', state }, this.#facts.showsThoughts);
    return blocks.map((block) => this.#blocks.whole(block)).join('');
  }

  /** States that came after the last delta. */
  #lastStates({ parts, request }: Generation): string {
    const said = parts.filter(({ type }) => type !== 'image' && type !== 'file' && type !== 'audio');
    const isRefused = said.some((part) => part.type === 'text' && part.isRefusal === true);
    if (isRefused || request.call.type !== 'chat') return '';
    const last = this.#openPart === null ? undefined : said[this.#parts - 1];
    const signed =
      last?.type === this.#openPart && last !== undefined ? this.#sign(this.#openPart as 'text', last.state) : '';
    this.#openPart = null;
    return (
      signed +
      said
        .slice(this.#parts)
        .map((part) => this.#lastHidden(part))
        .join('')
    );
  }

  #lastHidden(part: AssistantPart): string {
    if ((part.type !== 'text' && part.type !== 'reasoning') || part.text !== '' || part.state === undefined) return '';
    return this.#hidden(part.type, part.state);
  }

  /** Images are sent whole, at the end. */
  #images({ parts }: Generation): string {
    const images = parts.filter(({ type }) => type === 'image').flatMap((part) => toContentBlocks(part, true));
    return images.map((block) => this.#blocks.whole(block)).join('');
  }
}
