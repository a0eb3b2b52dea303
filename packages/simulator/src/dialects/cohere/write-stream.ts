import { randomUUID } from 'node:crypto';
import type { AnswerFinish, AnswerPart, AnswerUsage } from '../../answer/answer.ts';
import type { Refusal } from '../../response/refusal.ts';
import type { StreamWriter } from '../dialect.ts';
import { cohereFinishReason, cohereUsage } from './write-answer.ts';
import { cohereMessage } from './write-refusal.ts';

/** Writes the events from `message-start` to `message-end`. */
export class CohereStreamWriter implements StreamWriter {
  readonly contentType = 'text/event-stream';
  readonly headers: Readonly<Record<string, string>> = {};
  readonly #usage: AnswerUsage;
  #content = -1;

  constructor(usage: AnswerUsage) {
    this.#usage = usage;
  }

  open(): string {
    const message = { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] };
    return event('message-start', { id: randomUUID(), delta: { message } });
  }

  beginPart(part: AnswerPart): string {
    if (part.type === 'tool-call') {
      const call = { id: part.id, type: 'function', function: { name: part.name, arguments: '' } };
      const plan = `I will use the ${part.name} tool.`;
      return (
        (part.index === 0 ? event('tool-plan-delta', { delta: { message: { tool_plan: plan } } }) : '') +
        event('tool-call-start', { index: part.index, delta: { message: { tool_calls: call } } })
      );
    }
    this.#content++;
    const content = part.type === 'text' ? { type: 'text', text: '' } : { type: 'thinking', thinking: '' };
    return event('content-start', { index: this.#content, delta: { message: { content } } });
  }

  token(part: AnswerPart, text: string): string {
    if (part.type === 'tool-call') {
      if (text === '') return '';
      return `event: tool-call-delta\ndata: {"type":"tool-call-delta","index":${part.index},"delta":{"message":{"tool_calls":{"function":{"arguments":${JSON.stringify(text)}}}}}}\n\n`;
    }
    const member = part.type === 'text' ? 'text' : 'thinking';
    return `event: content-delta\ndata: {"type":"content-delta","index":${this.#content},"delta":{"message":{"content":{"${member}":${JSON.stringify(text)}}}}}\n\n`;
  }

  endPart(part: AnswerPart): string {
    if (part.type === 'tool-call') return event('tool-call-end', { index: part.index });
    return event('content-end', { index: this.#content });
  }

  finish(finish: AnswerFinish, _stopSequence: string | null, usage: AnswerUsage): string {
    return event('message-end', { delta: { finish_reason: cohereFinishReason(finish), usage: cohereUsage(usage) } });
  }

  /** `message-end` is the end mark. */
  endMark(): string {
    return '';
  }

  malformed(): string {
    return 'event: content-delta\ndata: {"type":"content-delta","index":0,"delta":{"message":\n\n';
  }

  unknown(): string {
    return event('weather-report', { forecast: 'fair' });
  }

  keepAlive(): string {
    return ': keep-alive\n\n';
  }

  failure(refusal: Refusal): string {
    const delta = { finish_reason: 'ERROR', error: cohereMessage(refusal), usage: cohereUsage(this.#usage) };
    return event('message-end', { delta });
  }
}

function event(type: string, members: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
}
