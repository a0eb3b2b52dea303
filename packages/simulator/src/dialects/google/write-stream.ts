import type { AnswerFinish, AnswerPart, AnswerUsage } from '../../answer/answer.ts';
import { createId } from '../../answer/random.ts';
import type { Refusal } from '../../response/refusal.ts';
import type { StreamWriter } from '../dialect.ts';
import { googleFinishReason, googleUsage, writePart } from './write-answer.ts';
import { googleError } from './write-refusal.ts';

/** Writes `GenerateContentResponse`s: with `alt=sse` as events, else as the items of one JSON array. */
export class GoogleStreamWriter implements StreamWriter {
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>> = {};
  readonly #usage: AnswerUsage;
  readonly #isEvents: boolean;
  readonly #tail: string;
  #sent = 0;
  #isFirst = true;

  constructor(model: string, usage: AnswerUsage, isEvents: boolean) {
    this.contentType = isEvents ? 'text/event-stream' : 'application/json; charset=UTF-8';
    this.#usage = usage;
    this.#isEvents = isEvents;
    this.#tail = `,"modelVersion":${JSON.stringify(model)},"responseId":"${createId('')}"}`;
  }

  open(): string {
    return '';
  }

  beginPart(): string {
    return '';
  }

  /** A call is sent whole, at its end. */
  token(part: AnswerPart, text: string): string {
    this.#sent++;
    if (part.type === 'tool-call') return '';
    const thought = part.type === 'reasoning' ? ',"thought":true' : '';
    return this.#response(`{"text":${JSON.stringify(text)}${thought}}`);
  }

  endPart(part: AnswerPart): string {
    return part.type === 'tool-call' ? this.#response(JSON.stringify(writePart(part))) : '';
  }

  finish(finish: AnswerFinish, _stopSequence: string | null, usage: AnswerUsage): string {
    const candidate = `{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"${googleFinishReason(finish)}","index":0}`;
    return this.#frame(
      `{"candidates":[${candidate}],"usageMetadata":${JSON.stringify(googleUsage(usage))}${this.#tail}`,
    );
  }

  endMark(): string {
    return this.#isEvents ? '' : ']';
  }

  malformed(): string {
    return this.#frame('{"candidates":[{"content":{"parts":[{"text":');
  }

  unknown(): string {
    return this.#frame(`{"weatherReport":{"forecast":"fair"}${this.#tail}`);
  }

  keepAlive(): string {
    return this.#isEvents ? ': keep-alive\n\n' : '\n';
  }

  failure(refusal: Refusal): string {
    return this.#frame(JSON.stringify(googleError(refusal)));
  }

  #response(part: string): string {
    const { inputTokens, cachedInputTokens, cacheWriteTokens, reasoningTokens } = this.#usage;
    const prompt = inputTokens + cachedInputTokens + cacheWriteTokens;
    const thoughts = Math.min(this.#sent, reasoningTokens);
    const cached = cachedInputTokens === 0 ? '' : `"cachedContentTokenCount":${cachedInputTokens},`;
    const usage = `{"promptTokenCount":${prompt},${cached}"candidatesTokenCount":${this.#sent - thoughts},"totalTokenCount":${prompt + this.#sent}}`;
    return this.#frame(
      `{"candidates":[{"content":{"parts":[${part}],"role":"model"},"index":0}],"usageMetadata":${usage}${this.#tail}`,
    );
  }

  #frame(json: string): string {
    if (this.#isEvents) return `data: ${json}\r\n\r\n`;
    const separator = this.#isFirst ? '[' : ',\r\n';
    this.#isFirst = false;
    return separator + json;
  }
}
