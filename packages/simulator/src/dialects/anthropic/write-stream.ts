import type { AnswerFinish, AnswerPart, AnswerUsage } from '../../answer/answer.ts';
import { createId } from '../../answer/random.ts';
import type { Refusal } from '../../response/refusal.ts';
import type { StreamWriter } from '../dialect.ts';
import { anthropicStopReason, anthropicUsage, thinkingSignature } from './write-answer.ts';
import { anthropicError } from './write-refusal.ts';

/** Writes the events from `message_start` to `message_stop`, with one block per part. */
export class AnthropicStreamWriter implements StreamWriter {
  readonly contentType = 'text/event-stream; charset=utf-8';
  readonly headers: Readonly<Record<string, string>> = { 'request-id': createId('req_') };
  readonly #model: string;
  readonly #usage: AnswerUsage;
  #block = -1;

  constructor(model: string, usage: AnswerUsage) {
    this.#model = model;
    this.#usage = usage;
  }

  open(): string {
    const usage = anthropicUsage({ ...this.#usage, outputTokens: 1, reasoningTokens: 0 });
    const message = {
      id: createId('msg_'),
      type: 'message',
      role: 'assistant',
      model: this.#model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    };
    return event('message_start', { message });
  }

  beginPart(part: AnswerPart): string {
    this.#block++;
    const start = event('content_block_start', { index: this.#block, content_block: emptyBlock(part) });
    return this.#block === 0 ? start + this.keepAlive() : start;
  }

  token(part: AnswerPart, text: string): string {
    switch (part.type) {
      case 'text':
        return this.#delta('text_delta', 'text', text);
      case 'reasoning':
        return this.#delta('thinking_delta', 'thinking', text);
      case 'tool-call':
        return this.#delta('input_json_delta', 'partial_json', text);
    }
  }

  endPart(part: AnswerPart): string {
    const signature = part.type === 'reasoning' ? this.#delta('signature_delta', 'signature', thinkingSignature) : '';
    return signature + event('content_block_stop', { index: this.#block });
  }

  finish(finish: AnswerFinish, stopSequence: string | null, usage: AnswerUsage): string {
    const delta = { stop_reason: anthropicStopReason(finish), stop_sequence: stopSequence };
    return event('message_delta', { delta, usage: anthropicUsage(usage) });
  }

  endMark(): string {
    return event('message_stop', {});
  }

  malformed(): string {
    return 'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":\n\n';
  }

  unknown(): string {
    return event('weather_report', { forecast: 'fair' });
  }

  keepAlive(): string {
    return 'event: ping\ndata: {"type":"ping"}\n\n';
  }

  failure(refusal: Refusal): string {
    return `event: error\ndata: ${JSON.stringify(anthropicError(refusal))}\n\n`;
  }

  #delta(type: string, member: string, text: string): string {
    return `event: content_block_delta\ndata: {"type":"content_block_delta","index":${this.#block},"delta":{"type":"${type}","${member}":${JSON.stringify(text)}}}\n\n`;
  }
}

function event(type: string, members: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
}

function emptyBlock(part: AnswerPart): unknown {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: '' };
    case 'reasoning':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'tool-call':
      return { type: 'tool_use', id: part.id, name: part.name, input: {} };
  }
}
