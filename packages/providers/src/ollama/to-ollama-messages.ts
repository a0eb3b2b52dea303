import { BadRequestError } from '../contract/errors/bad-request-error.ts';
import type { AssistantMessage, ContentPart, UserMessage } from '../contract/message.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { splitAnswer } from '../messages/answer-texts.ts';
import { textOfFile } from '../messages/message-texts.ts';
import { toArgumentsObject } from '../messages/to-function.ts';
import { cannotSend, dropPart, hasOptions, type WriteContext, withOptions } from '../messages/write-context.ts';
import { writeMessages } from '../messages/write-messages.ts';

/** Writes the conversation in Ollama's form: text, and images in a separate member. Throws like `toOllamaBody`. */
export function toOllamaMessages(request: ModelRequest, context: WriteContext): JsonObject[] {
  const messages = writeMessages(request.messages, context, {
    system: ({ text }) => ({ role: 'system', content: text }),
    user: (message, path) => toUserMessage(message, path, context),
    assistant: (message, path) => toAssistantMessage(message, path, context),
    tool: ({ toolName }, text) => ({ role: 'tool', tool_name: toolName, content: text }),
  });
  if (request.prefill !== null) messages.push({ role: 'assistant', content: request.prefill });
  return messages;
}

function toUserMessage({ parts }: UserMessage, path: string, context: WriteContext): JsonObject {
  const texts: string[] = [];
  const images: string[] = [];
  for (const [index, part] of parts.entries()) {
    if (hasOptions(part.providerOptions, context))
      dropPart(context, `${path}.parts.${index}.providerOptions`, 'options of a part');
    if (part.type === 'image') images.push(toImage(part, context.providerId));
    else texts.push(toText(part, `${path}.parts.${index}`, context));
  }
  return { role: 'user', content: texts.join('\n'), ...(images.length > 0 && { images }) };
}

function toText(part: Exclude<ContentPart, { type: 'image' }>, path: string, context: WriteContext): string {
  if (part.type === 'text') return part.text;
  const text = part.type === 'file' ? textOfFile(part) : null;
  if (text === null) throw cannotSend(context, path, part.type === 'audio' ? 'audio' : 'files other than text');
  return text;
}

function toImage({ image }: Extract<ContentPart, { type: 'image' }>, providerId: string): string {
  if (image.type === 'base64') return image.data;
  throw new BadRequestError({
    providerId,
    message: `${providerId} accepts images by value only: send '${image.url.slice(0, 200)}' as base64.`,
  });
}

function toAssistantMessage(message: AssistantMessage, path: string, context: WriteContext): JsonObject | null {
  const { text, reasoning, calls } = splitAnswer(message, path, context);
  const thinking = reasoning.map((part) => part.text).join('');
  if (text === '' && thinking === '' && calls.length === 0) return null;
  const tool_calls = calls.map((call) =>
    withOptions(
      { function: { name: call.name, arguments: toArgumentsObject(call.arguments) } },
      call.providerOptions,
      context,
    ),
  );
  return {
    role: 'assistant',
    content: text,
    ...(thinking !== '' && { thinking }),
    ...(tool_calls.length > 0 && { tool_calls }),
  };
}
