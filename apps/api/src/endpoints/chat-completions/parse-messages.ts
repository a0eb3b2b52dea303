import type { AssistantPart, ContentPart, Message, TextPart } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseArguments } from '../../generation/input/parse-arguments.ts';
import { parseImageUrl } from '../../generation/input/parse-image.ts';
import type { ChatAssistantMessage, ChatMessage, ChatUserPart } from './chat-message.ts';

/** Messages of one conversation. */
export const mostMessages = 2_000;

/**
 * A conversation in domain words. System texts and answers that say nothing are left out: clients send them, and some
 * providers refuse them.
 */
export function parseMessages(inputs: readonly ChatMessage[]): readonly Message[] {
  if (inputs.length === 0) throw new InputError('messages', 'is empty: give at least one message');
  const toolNames = new Map<string, string>();
  const messages: Message[] = [];
  inputs.forEach((input, index) => {
    const message = parseMessage(input, `messages[${index}]`, toolNames);
    if (message !== null) messages.push(message);
  });
  if (messages.every(({ role }) => role === 'system')) {
    throw new InputError('messages', 'holds only instructions: add a message with the role user');
  }
  return messages;
}

/** `toolNames`: of the tool calls made so far, by their ids; an id that comes again names the latest call. */
function parseMessage(input: ChatMessage, path: string, toolNames: Map<string, string>): Message | null {
  switch (input.role) {
    case 'system':
    case 'developer': {
      const text = joinTexts(input.content);
      return text === '' ? null : { role: 'system', text };
    }
    case 'user':
      return { role: 'user', parts: parseUserContent(input.content, `${path}.content`) };
    case 'assistant':
      return parseAnswer(input, path, toolNames);
    case 'tool': {
      const toolName = toolNames.get(input.tool_call_id);
      if (toolName !== undefined) {
        const parts = toTextParts(joinTexts(input.content));
        return { role: 'tool', toolCallId: input.tool_call_id, toolName, parts, isError: false };
      }
      throw new InputError(
        `${path}.tool_call_id`,
        `'${input.tool_call_id.slice(0, 80)}' is no tool call of an assistant message before it`,
      );
    }
  }
}

function joinTexts(content: string | readonly { text: string }[]): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('');
}

function toTextParts(text: string): readonly TextPart[] {
  return text === '' ? [] : [{ type: 'text', text }];
}

function parseUserContent(content: string | readonly ChatUserPart[], path: string): readonly ContentPart[] {
  if (typeof content === 'string') {
    if (content !== '') return [{ type: 'text', text: content }];
    throw new InputError(path, 'is empty: say something');
  }
  const parts = content.flatMap((part, index) => parseUserPart(part, `${path}[${index}]`));
  if (parts.length > 0) return parts;
  throw new InputError(path, 'is empty: give a part with text or an image');
}

function parseUserPart(part: ChatUserPart, path: string): readonly ContentPart[] {
  if (part.type === 'text') return part.text === '' ? [] : [{ type: 'text', text: part.text }];
  const isPlain = typeof part.image_url === 'string';
  const url = typeof part.image_url === 'string' ? part.image_url : part.image_url.url;
  return [{ type: 'image', image: parseImageUrl(url, isPlain ? `${path}.image_url` : `${path}.image_url.url`) }];
}

function parseAnswer(input: ChatAssistantMessage, path: string, toolNames: Map<string, string>): Message | null {
  const toolCalls = (input.tool_calls ?? []).map((call, index): AssistantPart => {
    toolNames.set(call.id, call.function.name);
    const text = parseArguments(call.function.arguments ?? '', `${path}.tool_calls[${index}].function.arguments`);
    return { type: 'tool-call', id: call.id, name: call.function.name, arguments: text };
  });
  const text = answerText(input.content ?? '');
  const parts = [...toTextParts(text), ...toolCalls];
  return parts.length === 0 ? null : { role: 'assistant', parts };
}

function answerText(content: NonNullable<ChatAssistantMessage['content']>): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : part.refusal)).join('');
}
