import type { Answer, AnswerFinish, AnswerUsage, ToolCallPart } from '../../answer/answer.ts';
import { parseJson } from '../../json-value.ts';

const nanosecondsPerMillisecond = 1_000_000;

/** The answer as one response of `/api/chat`. */
export function writeOllamaAnswer(model: string, answer: Answer): unknown {
  const joined = (type: 'text' | 'reasoning'): string =>
    answer.parts.map((part) => (part.type === type ? part.text : '')).join('');
  const calls = answer.parts.filter((part) => part.type === 'tool-call');
  const thinking = joined('reasoning');
  return {
    model,
    created_at: new Date().toISOString(),
    message: {
      role: 'assistant',
      content: joined('text'),
      ...(thinking === '' ? {} : { thinking }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(writeCall) }),
    },
    done: true,
    ...ollamaStatistics(answer.finish, answer.usage, 0),
  };
}

export function writeCall({ index, id, name, text }: ToolCallPart): unknown {
  return { id, function: { index, name, arguments: parseJson(text) ?? {} } };
}

/** The figures of the last line. Durations in nanoseconds. */
export function ollamaStatistics(finish: AnswerFinish, usage: AnswerUsage, durationMs: number): object {
  const duration = durationMs * nanosecondsPerMillisecond;
  return {
    done_reason: finish === 'length' ? 'length' : 'stop',
    total_duration: duration,
    load_duration: 0,
    prompt_eval_count: usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens,
    prompt_eval_duration: 0,
    eval_count: usage.outputTokens + usage.reasoningTokens,
    eval_duration: duration,
  };
}
