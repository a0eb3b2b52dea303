import type { Answer, AnswerFinish, AnswerPart, AnswerUsage } from '../../answer/answer.ts';
import { createId } from '../../answer/random.ts';
import { parseJson } from '../../json-value.ts';

/** The signature of every thinking block. */
export const thinkingSignature = 'c2FuZGJveA==';

/** The answer as one `message`. */
export function writeAnthropicAnswer(model: string, answer: Answer): unknown {
  return {
    id: createId('msg_'),
    type: 'message',
    role: 'assistant',
    model,
    content: answer.parts.map(writeBlock),
    stop_reason: anthropicStopReason(answer.finish),
    stop_sequence: answer.stopSequence,
    usage: anthropicUsage(answer.usage),
  };
}

function writeBlock(part: AnswerPart): unknown {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'reasoning':
      return { type: 'thinking', thinking: part.text, signature: thinkingSignature };
    case 'tool-call':
      return { type: 'tool_use', id: part.id, name: part.name, input: parseJson(part.text) ?? {} };
  }
}

export function anthropicStopReason(finish: AnswerFinish): string {
  switch (finish) {
    case 'stop':
      return 'end_turn';
    case 'stop-sequence':
      return 'stop_sequence';
    case 'length':
      return 'max_tokens';
    case 'tool-calls':
      return 'tool_use';
    case 'content-filter':
      return 'refusal';
  }
}

/** Anthropic's input tokens exclude cache reads and writes; its output includes the thinking. */
export function anthropicUsage(usage: AnswerUsage): unknown {
  return {
    input_tokens: usage.inputTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens,
    cache_read_input_tokens: usage.cachedInputTokens,
    output_tokens: usage.outputTokens + usage.reasoningTokens,
    service_tier: 'standard',
  };
}
