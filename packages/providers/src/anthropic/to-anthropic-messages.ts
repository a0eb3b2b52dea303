import type { ContentPart, Message, ToolCall } from '../contract/message.ts';
import { type JsonObject, parseObject } from '../json/read-json-value.ts';

type Turn = { role: 'user' | 'assistant'; content: JsonObject[] };

/**
 * Writes the conversation as Anthropic wants it: system text apart, tool results as content of the user, and
 * neighbours of one role as one turn (all results of parallel calls must stand in one).
 */
export function toAnthropicMessages(messages: readonly Message[]): { system: string; turns: readonly JsonObject[] } {
  const system: string[] = [];
  const turns: Turn[] = [];
  for (const message of messages) {
    switch (message.role) {
      case 'system':
        system.push(message.text);
        break;
      case 'user':
        addBlocks(turns, 'user', message.parts.flatMap(toContentBlock));
        break;
      case 'assistant':
        addBlocks(turns, 'assistant', [...toTextBlock(message.text), ...message.toolCalls.map(toToolUseBlock)]);
        break;
      case 'tool':
        addBlocks(turns, 'user', [
          {
            type: 'tool_result',
            tool_use_id: toToolUseId(message.toolCallId),
            ...(message.text !== '' && { content: message.text }),
          },
        ]);
        break;
      default:
        message satisfies never;
    }
  }
  return { system: system.filter((text) => text !== '').join('\n\n'), turns };
}

function addBlocks(turns: Turn[], role: Turn['role'], blocks: readonly JsonObject[]): void {
  if (blocks.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.content.push(...blocks);
  else turns.push({ role, content: [...blocks] });
}

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

/** Ids made by other providers may hold letters that Anthropic refuses. */
function toToolUseId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, '_');
}
