import type { AnswerFinish, AnswerPart, AnswerUsage } from '../../answer/answer.ts';
import type { Refusal } from '../../response/refusal.ts';
import type { StreamWriter } from '../dialect.ts';
import { ollamaStatistics, writeCall } from './write-answer.ts';
import { ollamaMessage } from './write-refusal.ts';

/** Writes one line of JSON per piece. The last line says `done`. */
export class OllamaStreamWriter implements StreamWriter {
  readonly contentType = 'application/x-ndjson';
  readonly headers: Readonly<Record<string, string>> = {};
  readonly #startedAtMs = Date.now();
  readonly #head: string;

  constructor(model: string) {
    this.#head = `{"model":${JSON.stringify(model)},"created_at":"${new Date(this.#startedAtMs).toISOString()}","message":{"role":"assistant","content":`;
  }

  open(): string {
    return '';
  }

  beginPart(): string {
    return '';
  }

  /** A call is sent whole, at its end. */
  token(part: AnswerPart, text: string): string {
    switch (part.type) {
      case 'text':
        return `${this.#head}${JSON.stringify(text)}},"done":false}\n`;
      case 'reasoning':
        return `${this.#head}"","thinking":${JSON.stringify(text)}},"done":false}\n`;
      case 'tool-call':
        return '';
    }
  }

  endPart(part: AnswerPart): string {
    return part.type === 'tool-call'
      ? `${this.#head}"","tool_calls":${JSON.stringify([writeCall(part)])}},"done":false}\n`
      : '';
  }

  finish(finish: AnswerFinish, _stopSequence: string | null, usage: AnswerUsage): string {
    const statistics = JSON.stringify(ollamaStatistics(finish, usage, Date.now() - this.#startedAtMs));
    return `${this.#head}""},"done":true,${statistics.slice(1)}\n`;
  }

  /** The line that says `done` is the end mark. */
  endMark(): string {
    return '';
  }

  malformed(): string {
    return '{"model":"broken","message":{"role":"assistant","content":\n';
  }

  unknown(): string {
    return '{"weather":{"forecast":"fair"}}\n';
  }

  keepAlive(): string {
    return '\n';
  }

  failure(refusal: Refusal): string {
    return `${JSON.stringify({ error: ollamaMessage(refusal) })}\n`;
  }
}
