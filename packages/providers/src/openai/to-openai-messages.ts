import { PrefillRefusedError } from '../contract/errors/prefill-refused-error.ts';
import type { Message } from '../contract/message.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { toContent } from '../messages/to-content.ts';
import { toFunctionCall } from '../messages/to-function.ts';
import type { OpenAiDialect } from './dialect.ts';
import { toNineLetterId } from './nine-letter-id.ts';

/**
 * Writes the conversation as the openai dialect wants it, the text to go on from as its last message.
 *
 * Throws `PrefillRefusedError` where the provider is known to take none.
 */
export function toOpenAiMessages(request: ModelRequest, dialect: OpenAiDialect, providerId: string): JsonObject[] {
  const messages = request.messages.map((message) => toOpenAiMessage(message, dialect));
  if (request.prefill !== null) messages.push(toPrefillMessage(request.prefill, dialect, providerId));
  return messages;
}

function toOpenAiMessage(message: Message, dialect: OpenAiDialect): JsonObject {
  const idOf = dialect.toolCallIds === 'nine-letters' ? toNineLetterId : (id: string): string => id;
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.text };
    case 'user':
      return { role: 'user', content: toContent(message.parts) };
    case 'assistant':
      if (message.toolCalls.length === 0) return { role: 'assistant', content: message.text };
      return {
        role: 'assistant',
        content: message.text === '' ? null : message.text,
        tool_calls: message.toolCalls.map((call) => toFunctionCall({ ...call, id: idOf(call.id) })),
      };
    case 'tool':
      return { role: 'tool', tool_call_id: idOf(message.toolCallId), name: message.toolName, content: message.text };
    default:
      return message satisfies never;
  }
}

function toPrefillMessage(text: string, dialect: OpenAiDialect, providerId: string): JsonObject {
  if (dialect.prefill === 'none') {
    throw new PrefillRefusedError({
      providerId,
      message: `${providerId} does not go on from an assistant message.`,
    });
  }
  const message: JsonObject = { role: 'assistant', content: text };
  return dialect.prefill === 'prefix-flag' ? { ...message, prefix: true } : message;
}
