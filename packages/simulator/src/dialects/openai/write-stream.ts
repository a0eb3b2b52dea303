import type { AnswerFinish, AnswerPart, AnswerUsage } from '../../answer/answer.ts';
import { createId } from '../../answer/random.ts';
import type { Refusal } from '../../response/refusal.ts';
import type { StreamWriter } from '../dialect.ts';
import { openAiFinishReason, openAiUsage } from './write-answer.ts';
import { openAiError } from './write-refusal.ts';

/** Writes `chat.completion.chunk` events. The constant part of the chunks is serialized once. */
export class OpenAiStreamWriter implements StreamWriter {
  readonly contentType = 'text/event-stream; charset=utf-8';
  readonly headers: Readonly<Record<string, string>>;
  readonly #head: string;
  readonly #tail: string;
  readonly #includesUsage: boolean;

  constructor(model: string, includesUsage: boolean, _usage: AnswerUsage) {
    this.headers = { 'x-request-id': createId('req_') };
    this.#includesUsage = includesUsage;
    const created = Math.floor(Date.now() / 1000);
    const id = createId('chatcmpl-');
    this.#head = `data: {"id":"${id}","object":"chat.completion.chunk","created":${created},"model":${JSON.stringify(model)},"service_tier":"default","system_fingerprint":"fp_sandbox","choices":[`;
    this.#tail = includesUsage ? '],"usage":null}\n\n' : ']}\n\n';
  }

  open(): string {
    return this.#chunk('{"role":"assistant","content":"","refusal":null}');
  }

  beginPart(part: AnswerPart): string {
    if (part.type !== 'tool-call') return '';
    const call = { index: part.index, id: part.id, type: 'function', function: { name: part.name, arguments: '' } };
    return this.#chunk(JSON.stringify({ tool_calls: [call] }));
  }

  token(part: AnswerPart, text: string): string {
    switch (part.type) {
      case 'text':
        return this.#chunk(`{"content":${JSON.stringify(text)}}`);
      case 'reasoning':
        return this.#chunk(`{"reasoning_content":${JSON.stringify(text)}}`);
      case 'tool-call':
        return text === ''
          ? ''
          : this.#chunk(`{"tool_calls":[{"index":${part.index},"function":{"arguments":${JSON.stringify(text)}}}]}`);
    }
  }

  endPart(): string {
    return '';
  }

  finish(finish: AnswerFinish, _stopSequence: string | null, usage: AnswerUsage): string {
    const last = this.#chunk('{}', openAiFinishReason(finish));
    return this.#includesUsage ? `${last}${this.#head}],"usage":${JSON.stringify(openAiUsage(usage))}}\n\n` : last;
  }

  endMark(): string {
    return 'data: [DONE]\n\n';
  }

  malformed(): string {
    return 'data: {"id":"chatcmpl-broken","choices":[{"index":0,"delta":{"content":\n\n';
  }

  unknown(): string {
    return 'event: penstock.unheard-of\ndata: {"object":"chat.completion.weather","forecast":"fair"}\n\n';
  }

  keepAlive(): string {
    return ': keep-alive\n\n';
  }

  failure(refusal: Refusal): string {
    return `data: ${JSON.stringify(openAiError(refusal))}\n\n`;
  }

  #chunk(delta: string, finishReason: string | null = null): string {
    const reason = finishReason === null ? 'null' : `"${finishReason}"`;
    return `${this.#head}{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${reason}}${this.#tail}`;
  }
}
