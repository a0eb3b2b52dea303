import type { AnswerFinish, AnswerPart, AnswerUsage } from '../../answer/answer.ts';
import { createId } from '../../answer/random.ts';
import type { Refusal } from '../../response/refusal.ts';
import type { StreamWriter } from '../dialect.ts';
import { openAiError } from '../openai/write-refusal.ts';
import {
  endOf,
  type ItemFacts,
  type ItemStatus,
  itemId,
  responsesUsage,
  toCustomInput,
  toItem,
  toResponse,
  toSummary,
  toTextPart,
} from './output.ts';

/** Writes the numbered events from `response.created` to `response.completed`, with one item per part. */
export class ResponsesStreamWriter implements StreamWriter {
  readonly contentType = 'text/event-stream; charset=utf-8';
  readonly headers: Readonly<Record<string, string>> = { 'x-request-id': createId('req_') };
  readonly #id = createId('resp_');
  readonly #model: string;
  readonly #facts: ItemFacts;
  readonly #output: object[] = [];
  #open: { part: AnswerPart; text: string } | null = null;
  #number = 0;

  constructor(model: string, facts: ItemFacts) {
    this.#model = model;
    this.#facts = facts;
  }

  open(): string {
    const response = toResponse(this.#id, this.#model, {});
    return this.#event('response.created', { response }) + this.#event('response.in_progress', { response });
  }

  beginPart(part: AnswerPart): string {
    this.#open = { part, text: '' };
    const added = this.#event('response.output_item.added', {
      output_index: this.#output.length,
      item: this.#item(part, '', 'in_progress'),
    });
    if (part.type === 'text') return added + this.#at(part, 'response.content_part.added', { part: toTextPart('') });
    if (part.type !== 'reasoning') return added;
    return added + this.#at(part, 'response.reasoning_summary_part.added', { part: toSummary('') });
  }

  token(part: AnswerPart, text: string): string {
    if (this.#open !== null) this.#open.text += text;
    switch (part.type) {
      case 'text':
        return this.#at(part, 'response.output_text.delta', { delta: text, logprobs: [] });
      case 'reasoning':
        return this.#at(part, 'response.reasoning_summary_text.delta', { delta: text });
      case 'tool-call':
        // The text of a custom tool is known only when its arguments are complete.
        if (text === '' || this.#facts.customTools.has(part.name)) return '';
        return this.#at(part, 'response.function_call_arguments.delta', { delta: text });
    }
  }

  endPart(part: AnswerPart, status: ItemStatus = 'completed'): string {
    const text = this.#open?.text ?? '';
    this.#open = null;
    const ends = this.#ends(part, text);
    const item = this.#item(part, text, status);
    const done = this.#event('response.output_item.done', { output_index: this.#output.length, item });
    this.#output.push(item);
    return ends + done;
  }

  finish(finish: AnswerFinish, _stopSequence: string | null, usage: AnswerUsage): string {
    const rest = this.#open === null ? '' : this.endPart(this.#open.part, 'incomplete');
    const state = { ...endOf(finish), output: this.#output, usage: responsesUsage(usage) };
    const response = toResponse(this.#id, this.#model, state);
    return rest + this.#event(`response.${state.status}`, { response });
  }

  endMark(): string {
    return '';
  }

  malformed(): string {
    return 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","output_index":0,"delta":\n\n';
  }

  unknown(): string {
    return this.#event('response.weather', { forecast: 'fair' });
  }

  keepAlive(): string {
    return this.#event('keepalive', {});
  }

  failure(refusal: Refusal): string {
    const { error } = openAiError(refusal) as { error: { code: string | null; type: string; message: string } };
    const { code, type, message } = error;
    return this.#event('error', { code: code ?? type, message, param: refusal.field });
  }

  #ends(part: AnswerPart, text: string): string {
    switch (part.type) {
      case 'text':
        return (
          this.#at(part, 'response.output_text.done', { text, logprobs: [] }) +
          this.#at(part, 'response.content_part.done', { part: toTextPart(text) })
        );
      case 'reasoning':
        return (
          this.#at(part, 'response.reasoning_summary_text.done', { text }) +
          this.#at(part, 'response.reasoning_summary_part.done', { part: toSummary(text) })
        );
      case 'tool-call': {
        const { name } = part;
        if (!this.#facts.customTools.has(name)) {
          return this.#at(part, 'response.function_call_arguments.done', { name, arguments: text });
        }
        const input = toCustomInput(text);
        return (
          this.#at(part, 'response.custom_tool_call_input.delta', { delta: input }) +
          this.#at(part, 'response.custom_tool_call_input.done', { input })
        );
      }
    }
  }

  #item(part: AnswerPart, text: string, status: ItemStatus): object {
    return toItem(part, itemId(part, this.#id, this.#output.length), text, status, this.#facts);
  }

  /** An event of the open item. */
  #at(part: AnswerPart, type: string, members: object): string {
    const output_index = this.#output.length;
    const index = part.type === 'text' ? { content_index: 0 } : part.type === 'reasoning' ? { summary_index: 0 } : {};
    return this.#event(type, { item_id: itemId(part, this.#id, output_index), output_index, ...index, ...members });
  }

  #event(type: string, members: object): string {
    return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.#number++, ...members })}\n\n`;
  }
}
