import type { Message } from '@penstock/providers';
import type { PromptParts } from './collect-tools.ts';

/** Tokens around messages, as OpenAI's cookbook states them: three and the role for each, three to begin the answer. */
const tokensPerMessage = 4;
const tokensBeforeAnswer = 3;

/** Around a tool call that an earlier answer holds, beside its name and arguments. */
const tokensPerToolCall = 6;

/** Adds the conversation. */
export function collectMessages(messages: readonly Message[], imageTokens: number, parts: PromptParts): void {
  for (const message of messages) {
    parts.fixedTokens += tokensPerMessage;
    collectMessage(message, imageTokens, parts);
  }
  parts.fixedTokens += tokensBeforeAnswer;
}

function collectMessage(message: Message, imageTokens: number, parts: PromptParts): void {
  switch (message.role) {
    case 'system':
      parts.texts.push(message.text);
      return;
    case 'user':
      for (const part of message.parts) {
        if (part.type === 'text') parts.texts.push(part.text);
        else parts.fixedTokens += imageTokens;
      }
      return;
    case 'assistant':
      parts.texts.push(message.text);
      for (const call of message.toolCalls) {
        parts.fixedTokens += tokensPerToolCall;
        parts.texts.push(call.name, call.arguments);
      }
      return;
    case 'tool':
      parts.texts.push(message.text);
      return;
    default:
      message satisfies never;
  }
}
