import { refusalOf } from '@penstock/providers';
import type { Generation } from '../../generation/generation.ts';
import { isPlainText } from '../../generation/generation-request.ts';
import { bareJson } from '../../generation/mend-json.ts';
import { memberNames, toPenstockFacts } from '../penstock-facts.ts';
import { answerFacts, factsBeside, toMessagesUsage, toStopReason } from './anthropic-words.ts';
import { type ContentBlock, toContentBlocks } from './to-content-block.ts';

/** The names of settings in this protocol. */
export const messagesNames = memberNames({
  'reasoning.effort': 'output_config.effort',
  'reasoning.budgetTokens': 'thinking.budget_tokens',
  'reasoning.summary': 'thinking.display',
  reasoning: 'thinking',
  maxOutputTokens: 'max_tokens',
  stop: 'stop_sequences',
  parallelToolCalls: 'tool_choice.disable_parallel_tool_use',
  responseFormat: 'output_config.format',
  providerOptions: 'body',
});

/** The id of an answer in Anthropic's form. */
export function messageId(generationId: string): string {
  return `msg_${generationId}`;
}

/** The `message` of a finished generation. */
export function toMessage(generation: Generation, showsThoughts: boolean) {
  const { id, modelId } = generation;
  return {
    id: messageId(id),
    type: 'message',
    role: 'assistant',
    model: modelId,
    content: toContent(generation, showsThoughts),
    stop_reason: toStopReason(generation),
    ...answerFacts(generation),
    ...factsBeside(generation),
    usage: toMessagesUsage(generation),
    penstock: toPenstockFacts(generation, messagesNames),
  };
}

/** Clients parse JSON strictly, so they get it without the text that Penstock tolerated around it. */
function toContent({ parts, text, request }: Generation, showsThoughts: boolean): readonly ContentBlock[] {
  if (isPlainText(request.call) || refusalOf(parts) !== null) {
    return parts.flatMap((part) => toContentBlocks(part, showsThoughts));
  }
  const others = parts.filter((part) => part.type !== 'text').flatMap((part) => toContentBlocks(part, showsThoughts));
  return text === '' ? others : [...others, { type: 'text', text: bareJson(text) }];
}
