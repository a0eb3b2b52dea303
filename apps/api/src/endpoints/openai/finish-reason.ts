import type { FinishReason } from '@penstock/providers';

const words: Readonly<Record<FinishReason, string>> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  unknown: 'stop',
};

/** OpenAI's name of a finish reason. */
export function toOpenaiFinishReason(reason: FinishReason | null): string {
  return words[reason ?? 'stop'];
}
