import type { AssistantMessage, ToolCall, ToolMessage, UserMessage } from '../contract/message.ts';

/** A user message of text. */
export function userMessage(text: string): UserMessage {
  return { role: 'user', parts: [{ type: 'text', text }] };
}

/** An earlier answer: its text, omitted if it is empty, and its calls. */
export function assistantMessage(text: string, ...calls: readonly ToolCall[]): AssistantMessage {
  const said = text === '' ? [] : [{ type: 'text' as const, text }];
  return { role: 'assistant', parts: [...said, ...calls.map((call) => ({ type: 'tool-call' as const, ...call }))] };
}

/** A tool result of text; an empty text has no part. */
export function toolMessage(toolCallId: string, toolName: string, text: string): ToolMessage {
  const parts = text === '' ? [] : [{ type: 'text' as const, text }];
  return { role: 'tool', toolCallId, toolName, parts, isError: false };
}
