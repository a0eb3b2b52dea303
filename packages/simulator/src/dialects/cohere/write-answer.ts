import { randomUUID } from 'node:crypto';
import type { Answer, AnswerFinish, AnswerPart, AnswerUsage } from '../../answer/answer.ts';

/** Tokens of Cohere's own prompt template and end marks: counted in `tokens`, never billed. */
const templateTokens = 495;
const markTokens = 3;

/** The answer as one response of `/v2/chat`. */
export function writeCohereAnswer(answer: Answer): unknown {
  const calls = answer.parts.filter((part) => part.type === 'tool-call');
  const content = answer.parts.flatMap(writeContent);
  return {
    id: randomUUID(),
    finish_reason: cohereFinishReason(answer.finish),
    message: {
      role: 'assistant',
      ...(content.length === 0 ? {} : { content }),
      ...(calls.length === 0
        ? {}
        : {
            tool_plan: `I will use the ${calls[0]?.name ?? ''} tool.`,
            tool_calls: calls.map(({ id, name, text }) => ({
              id,
              type: 'function',
              function: { name, arguments: text },
            })),
          }),
    },
    usage: cohereUsage(answer.usage),
  };
}

function writeContent(part: AnswerPart): unknown[] {
  switch (part.type) {
    case 'text':
      return [{ type: 'text', text: part.text }];
    case 'reasoning':
      return [{ type: 'thinking', thinking: part.text }];
    case 'tool-call':
      return [];
  }
}

export function cohereFinishReason(finish: AnswerFinish): string {
  switch (finish) {
    case 'stop':
      return 'COMPLETE';
    case 'stop-sequence':
      return 'STOP_SEQUENCE';
    case 'length':
      return 'MAX_TOKENS';
    case 'tool-calls':
      return 'TOOL_CALL';
    case 'content-filter':
      return 'ERROR_TOXIC';
  }
}

/** The billed tokens, and the model's real input and output. */
export function cohereUsage(usage: AnswerUsage): unknown {
  const input = usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens;
  const output = usage.outputTokens + usage.reasoningTokens;
  return {
    billed_units: { input_tokens: input, output_tokens: output },
    tokens: { input_tokens: input + templateTokens, output_tokens: output + markTokens },
    cached_tokens: 0,
  };
}
