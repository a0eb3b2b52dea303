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
import { withoutForeignBlocks } from './native-blocks.ts';
import { type WriteContext, withOptions } from './write-context.ts';

/** Writes one message in a dialect. `path`: the place of the message in the request. */
export interface MessageWriter {
  system(message: SystemMessage): JsonObject;
  user(message: UserMessage, path: string): JsonObject;
  /** Null for a message without content. */
  assistant(message: AssistantMessage, path: string): JsonObject | null;
  /** `text`: the result, with a failure written into it. */
  tool(message: ToolMessage, text: string): JsonObject;
}

/**
 * Writes a conversation for a protocol with one message for each of Penstock's, and text-only tool results. Images and
 * files of results follow in a user message, after all results of parallel calls.
 */
export function writeMessages(messages: readonly Message[], context: WriteContext, write: MessageWriter): JsonObject[] {
  const written: JsonObject[] = [];
  let files: ContentPart[] = [];
  const flush = (index: number): void => {
    if (files.length > 0) written.push(write.user({ role: 'user', parts: files }, `messages.${index}`));
    files = [];
  };
  for (const [index, message] of withoutForeignBlocks(messages, context).entries()) {
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

/** The parts of a result that are not text, after a text that names the result. */
function takeFiles(message: ToolMessage, path: string, context: WriteContext): readonly ContentPart[] {
  const files = message.parts.filter((part) => part.type !== 'text' && !(part.type === 'file' && textOfFile(part)));
  if (files.length === 0) return [];
  const sentence = `${context.providerId} accepts only text as a tool's result; the files follow in a user message.`;
  context.warnings.push({ path: `${path}.parts`, action: 'converted', message: sentence });
  return [{ type: 'text', text: `Files of the result of ${message.toolName} (${message.toolCallId}):` }, ...files];
}
