import type { Answer, AnswerFinish, AnswerPart, AnswerUsage, ToolCallPart } from '../../answer/answer.ts';
import { createId } from '../../answer/random.ts';

/** The answer as one `chat.completion`. */
export function writeOpenAiAnswer(model: string, answer: Answer): unknown {
  const calls = answer.parts.filter((part) => part.type === 'tool-call');
  const reasoning = joinText(answer.parts, 'reasoning');
  const text = joinText(answer.parts, 'text');
  const message = {
    role: 'assistant',
    content: calls.length > 0 && text === '' ? null : text,
    refusal: null,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(writeCall) }),
  };
  return {
    id: createId('chatcmpl-'),
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: openAiFinishReason(answer.finish) }],
    usage: openAiUsage(answer.usage),
    service_tier: 'default',
    system_fingerprint: 'fp_sandbox',
  };
}

function writeCall({ id, name, text }: ToolCallPart): unknown {
  return { id, type: 'function', function: { name, arguments: text } };
}

function joinText(parts: readonly AnswerPart[], type: 'reasoning' | 'text'): string {
  return parts.map((part) => (part.type === type ? part.text : '')).join('');
}

export function openAiFinishReason(finish: AnswerFinish): string {
  switch (finish) {
    case 'stop':
    case 'stop-sequence':
      return 'stop';
    case 'length':
      return 'length';
    case 'tool-calls':
      return 'tool_calls';
    case 'content-filter':
      return 'content_filter';
  }
}

/**
 * OpenAI's prompt count includes cached tokens, and its completion count includes reasoning. Cache writes, which some
 * providers of this dialect bill (OpenRouter), are in the prompt count too.
 */
export function openAiUsage(usage: AnswerUsage): unknown {
  const prompt = usage.inputTokens + usage.cachedInputTokens + usage.cacheWriteTokens;
  const completion = usage.outputTokens + usage.reasoningTokens;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: usage.cachedInputTokens,
      audio_tokens: 0,
      ...(usage.cacheWriteTokens === 0 ? {} : { cache_write_tokens: usage.cacheWriteTokens }),
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
