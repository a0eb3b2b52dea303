import type { ContentPart, Message, ToolCall, ToolMessage } from '../contract/message.ts';
import { type JsonObject, parseObject } from '../json/read-json-value.ts';
import { type BlockWriter, gatherTurns } from '../messages/gather-turns.ts';

/** Writes the conversation as Anthropic wants it: system text apart, turns of content blocks. */
export function toAnthropicMessages(messages: readonly Message[]): { system: string; turns: readonly JsonObject[] } {
  const { system, turns } = gatherTurns(messages, writer);
  return { system, turns: turns.map(({ role, blocks }) => ({ role, content: blocks })) };
}

const writer: BlockWriter = {
  user: ({ parts }) => parts.flatMap(toContentBlock),
  assistant: ({ text, toolCalls }) => [...toTextBlock(text), ...toolCalls.map(toToolUseBlock)],
  tool: (message) => [toToolResultBlock(message)],
};

/** Empty text is left out: the API refuses it. */
function toTextBlock(text: string): readonly JsonObject[] {
  return text === '' ? [] : [{ type: 'text', text }];
}

function toContentBlock(part: ContentPart): readonly JsonObject[] {
  if (part.type === 'text') return toTextBlock(part.text);
  const { image } = part;
  const source =
    image.type === 'url'
      ? { type: 'url', url: image.url }
      : { type: 'base64', media_type: image.mediaType, data: image.data };
  return [{ type: 'image', source }];
}

function toToolUseBlock(call: ToolCall): JsonObject {
  return { type: 'tool_use', id: toToolUseId(call.id), name: call.name, input: parseObject(call.arguments) ?? {} };
}

function toToolResultBlock({ toolCallId, text }: ToolMessage): JsonObject {
  return { type: 'tool_result', tool_use_id: toToolUseId(toolCallId), ...(text !== '' && { content: text }) };
}

/** Ids made by other providers may hold letters that Anthropic refuses. */
function toToolUseId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, '_');
}
