import type { AssistantPart, ProviderState } from '@penstock/providers';
import { errorCodes } from '../../errors/error-codes.ts';
import type { ServiceError } from '../../errors/service-error.ts';
import type { Generation } from '../../generation/generation.ts';
import type { EndedPart } from '../../generation/generation-event.ts';
import type { KnownAnswer } from '../../generation/known-answers.ts';
import type { AnswerWriter, CallPiece, PieceLogprobs } from '../answer-writer.ts';
import { OpenCall, type OpenItem, OpenWords, type WordsKind } from './open-items.ts';
import { nativeItemOf } from './own-members.ts';
import type { RequestEcho } from './request-echo.ts';
import { customNames, ItemIds, lateAnnotations, toImageItem, toReasoningItem } from './response-items.ts';
import { penstockOf, type ResponseMoment, responseOf, statusOf } from './response-object.ts';
import { SequencedEvents } from './sequenced-events.ts';

export type WriterFacts = {
  /** The answer at the time when the writer is opened. */
  answer: KnownAnswer;
  modelId: string;
  echo: RequestEcho | null;
  /** The number of the last event that the client has. Absent: none. */
  after?: number | undefined;
};

/**
 * Writes one streamed answer as the named events of OpenAI's Responses. Their numbers depend only on the events of the
 * log. So each reader of the log from its beginning writes the same numbers.
 */
export class ResponseWriter implements AnswerWriter {
  readonly #answer: KnownAnswer;
  readonly #echo: RequestEcho | null;
  readonly #events: SequencedEvents;
  readonly #ids: ItemIds;
  readonly #isCustom: (name: string) => boolean;
  #modelId: string;
  #hasOpened = false;
  #words: OpenWords | null = null;
  /** Open calls, by the index of the call. */
  readonly #calls = new Map<number, OpenCall>();
  /** Items by output index; an entry is undefined while its item is open. */
  readonly #output: (object | undefined)[] = [];
  #begun = 0;
  /** The number of parts without text that were written. */
  #hiddenParts = 0;

  constructor({ answer, modelId, echo, after }: WriterFacts) {
    this.#answer = answer;
    this.#echo = echo;
    this.#modelId = modelId;
    this.#events = new SequencedEvents(after);
    this.#ids = new ItemIds(answer.id);
    this.#isCustom = customNames(answer.request.call);
  }

  opening(): string {
    this.#hasOpened = true;
    const response = this.#response({ status: 'in_progress', output: [], usage: null, error: null });
    return (
      this.#events.event('response.created', { response }) + this.#events.event('response.in_progress', { response })
    );
  }

  text(piece: string, logprobs?: PieceLogprobs): string {
    const words = this.#words;
    return words !== null && words.kind === 'text' ? words.add(piece, logprobs) : this.#begin('text', piece, logprobs);
  }

  reasoning(piece: string): string {
    const words = this.#words;
    return words !== null && words.kind === 'reasoning' ? words.add(piece) : this.#begin('reasoning', piece);
  }

  refusal(piece: string): string {
    const words = this.#words;
    return words !== null && words.kind === 'refusal' ? words.add(piece) : this.#begin('refusal', piece);
  }

  toolCall({ index, id, name, argumentsDelta, state }: CallPiece): string {
    const open = this.#calls.get(index);
    if (open !== undefined) return open.add(argumentsDelta);
    const before = this.#closeBefore();
    const isCustom = this.#isCustom(name);
    const facts = { callId: id, name, isCustom, state };
    const call = new OpenCall(facts, this.#ids.next(isCustom ? 'ctc' : 'fc'), this.#begun++, this.#events);
    this.#calls.set(index, call);
    return before + call.opening() + call.add(argumentsDelta);
  }

  partsEnded(parts: readonly EndedPart[]): string {
    return parts.map((part) => this.#endPart(part)).join('');
  }

  serveBy(modelId: string): void {
    this.#modelId = modelId;
  }

  ending(generation: Generation): string {
    const rest = this.#closeAll(generation) + this.#unwritten(generation.parts);
    this.#modelId = generation.modelId ?? this.#modelId;
    const status = statusOf(generation);
    const moment = { status, output: this.#whole(), usage: generation.tokens, error: null };
    const { finishReason, settledAtMs } = generation;
    const answer = { ...this.#answer, finishReason, settledAtMs };
    const response = { ...responseOf(answer, this.#echo, { ...moment, modelId: this.#modelId }) };
    const penstock = penstockOf(generation, this.#echo);
    return rest + this.#events.event(`response.${status}`, { response: { ...response, penstock } });
  }

  failing({ code, message }: ServiceError): string {
    const before = this.#hasOpened ? '' : this.opening();
    const error = { code: errorCodes[code].responses, message };
    const response = this.#response({ status: 'failed', output: this.#whole(), usage: null, error });
    return before + this.#events.event('response.failed', { response });
  }

  /** The event for an internal failure of Penstock, which has no place among the others. */
  breakingOff(error: ServiceError): string {
    return this.#events.error(error);
  }

  #begin(kind: WordsKind, piece: string, logprobs?: PieceLogprobs): string {
    const before = this.#closeBefore();
    const id = this.#ids.next(kind === 'reasoning' ? 'rs' : 'msg');
    const words = new OpenWords(kind, id, this.#begun++, this.#events);
    this.#words = words;
    return before + words.opening() + words.add(piece, logprobs);
  }

  /** A new item ends the text before it, and calls with complete arguments. */
  #closeBefore(): string {
    let text = this.#closeWords(undefined);
    for (const [index, call] of this.#calls) if (call.isWhole) text += this.#closeCall(index, call, undefined);
    return text;
  }

  #endPart({ state, ...part }: EndedPart): string {
    if (part.type === 'tool-call') {
      const call = this.#calls.get(part.index);
      return call === undefined ? '' : this.#closeCall(part.index, call, state);
    }
    if (this.#words?.kind === part.type) return this.#closeWords(state);
    return state === undefined ? '' : this.#closeBefore() + this.#writeHidden(part.type, state);
  }

  #closeWords(
    state: ProviderState | undefined,
    status: 'completed' | 'incomplete' = 'completed',
    late: readonly object[] = [],
  ): string {
    const words = this.#words;
    if (words === null) return '';
    this.#words = null;
    return this.#close(words, state, status, late);
  }

  #closeCall(index: number, call: OpenCall, state: ProviderState | undefined): string {
    this.#calls.delete(index);
    return this.#close(call, state, 'completed');
  }

  #close(
    open: OpenItem,
    state: ProviderState | undefined,
    status: 'completed' | 'incomplete',
    late: readonly object[] = [],
  ): string {
    const { text, item } = open.close(state, status, late);
    this.#output[open.outputIndex] = item;
    return text;
  }

  /** Ends the open items of a complete answer, in their order. */
  #closeAll(generation: Generation): string {
    const { parts, finishReason } = generation;
    const words = this.#words;
    const stateOfCall = (callId: string) =>
      parts.findLast((part) => part.type === 'tool-call' && part.id === callId)?.state;
    const type = words?.kind === 'reasoning' ? 'reasoning' : 'text';
    const spoken = parts.findLast((part) => part.type === type && part.text !== '');
    const status = finishReason === 'length' ? 'incomplete' : 'completed';
    const closings = [...this.#calls].map(([index, call]) => ({
      outputIndex: call.outputIndex,
      close: () => this.#closeCall(index, call, stateOfCall(call.callId)),
    }));
    if (words !== null) {
      closings.push({
        outputIndex: words.outputIndex,
        close: () => this.#closeWords(spoken?.state, status, lateAnnotations(generation)),
      });
    }
    return closings
      .sort((left, right) => left.outputIndex - right.outputIndex)
      .map(({ close }) => close())
      .join('');
  }

  /** Parts that no delta announced: images, and state without text. */
  #unwritten(parts: readonly AssistantPart[]): string {
    let hidden = 0;
    let text = '';
    for (const part of parts) {
      if (part.type === 'image') text += this.#writeWhole(toImageItem(this.#ids.next('ig'), part));
      if ((part.type !== 'text' && part.type !== 'reasoning') || part.text !== '' || part.state === undefined) continue;
      hidden += 1;
      if (hidden > this.#hiddenParts) text += this.#writeHidden(part.type, part.state);
    }
    return text;
  }

  #writeHidden(type: 'text' | 'reasoning', state: ProviderState): string {
    this.#hiddenParts += 1;
    const native = type === 'text' ? nativeItemOf(state) : null;
    return this.#writeWhole(native ?? toReasoningItem(this.#ids.next('rs'), '', state, type));
  }

  #writeWhole(item: object): string {
    const output_index = this.#begun++;
    this.#output[output_index] = item;
    return (
      this.#events.event('response.output_item.added', { output_index, item }) +
      this.#events.event('response.output_item.done', { output_index, item })
    );
  }

  #whole(): readonly object[] {
    return this.#output.filter((item) => item !== undefined);
  }

  #response(moment: Omit<ResponseMoment, 'modelId'>): object {
    return responseOf(this.#answer, this.#echo, { ...moment, modelId: this.#modelId });
  }
}
