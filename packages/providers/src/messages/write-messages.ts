import type {
  AssistantMessage,
  ContentPart,
  Message,
  SystemMessage,
  ToolMessage,
  UserMessage,
} from '../contract/message.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { textOfFile, textOfResult } from './message-texts.ts';
import { type WriteContext, withOptions } from './write-context.ts';

/** How a dialect writes one message. `path` names the message in the request. */
export interface MessageWriter {
  system(message: SystemMessage): JsonObject;
  user(message: UserMessage, path: string): JsonObject;
  /** Null for one of which nothing is left. */
  assistant(message: AssistantMessage, path: string): JsonObject | null;
  /** `text`: the result, with its failure in words. */
  tool(message: ToolMessage, text: string): JsonObject;
}

/**
 * Writes a conversation for a protocol that has a message for each of ours and takes text alone as a tool's result. Images
 * and files of results follow in a message of the user, behind all results of parallel calls.
 */
export function writeMessages(messages: readonly Message[], context: WriteContext, write: MessageWriter): JsonObject[] {
  const written: JsonObject[] = [];
  let files: ContentPart[] = [];
  const flush = (index: number): void => {
    if (files.length > 0) written.push(write.user({ role: 'user', parts: files }, `messages.${index}`));
    files = [];
  };
  for (const [index, message] of messages.entries()) {
    if (message.role !== 'tool') flush(index);
    const object = writeOne(message, `messages.${index}`, write);
    if (object !== null) written.push(withOptions(object, message.providerOptions, context));
    if (message.role === 'tool') files.push(...takeFiles(message, `messages.${index}`, context));
  }
  flush(messages.length);
  return written;
}

function writeOne(message: Message, path: string, write: MessageWriter): JsonObject | null {
  switch (message.role) {
    case 'system':
      return write.system(message);
    case 'user':
      return write.user(message, path);
    case 'assistant':
      return write.assistant(message, path);
    case 'tool':
      return write.tool(message, textOfResult(message));
    default:
      return message satisfies never;
  }
}

/** What of a result is no text, under words that say whose it is. */
function takeFiles(message: ToolMessage, path: string, context: WriteContext): readonly ContentPart[] {
  const files = message.parts.filter((part) => part.type !== 'text' && !(part.type === 'file' && textOfFile(part)));
  if (files.length === 0) return [];
  const sentence = `${context.providerId} takes text alone as a tool's result; its files follow in a user message.`;
  context.warnings.push({ path: `${path}.parts`, action: 'converted', message: sentence });
  return [{ type: 'text', text: `Files of the result of ${message.toolName} (${message.toolCallId}):` }, ...files];
}
