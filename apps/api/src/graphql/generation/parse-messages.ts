import type {
  AssistantMessage,
  AssistantPart,
  Message,
  ToolCallPart,
  ToolMessage,
  UserMessage,
} from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseArguments } from '../../generation/input/parse-arguments.ts';
import { longestToolCallId, longestToolCallName, parseLabel } from '../../generation/input/parse-limits.ts';
import type { MessageInput } from './message-input.ts';
import { parseContentPart } from './parse-content-part.ts';

type Input = typeof MessageInput.$inferInput;

/** The conversation of a prompt or of messages; exactly one of them must be given. */
export function parseMessages(prompt: string | null, messages: readonly Input[] | null): readonly Message[] {
  if (prompt !== null && messages !== null) {
    throw new InputError('input.messages', 'cannot stand beside prompt: give one of the two');
  }
  if (messages !== null) return parseConversation(messages);
  if (prompt === null) throw new InputError('input.prompt', 'is missing: give a prompt or messages');
  if (prompt.trim() === '') throw new InputError('input.prompt', 'is empty: say what to generate');
  return [{ role: 'user', parts: [{ type: 'text', text: prompt }] }];
}

function parseConversation(inputs: readonly Input[]): readonly Message[] {
  if (inputs.length === 0) throw new InputError('input.messages', 'is empty: give at least one message');
  if (inputs.length > 2000)
    throw new InputError('input.messages', `may hold at most 2000 messages, not ${inputs.length}`);
  const calls = new Map<string, string>();
  const messages = inputs.map((input, index) => parseMessage(input, `input.messages.${index}`, calls));
  if (messages.every((message) => message.role === 'system')) {
    throw new InputError('input.messages', 'holds only SYSTEM messages: add a USER message to answer to');
  }
  return messages;
}

/** `calls`: the tool calls made so far, id to name. */
function parseMessage(input: Input, path: string, calls: Map<string, string>): Message {
  refuseForeign(input, path);
  switch (input.role) {
    case 'SYSTEM':
      return { role: 'system', text: textOf(input, path) };
    case 'USER':
      return parseUser(input, path);
    case 'ASSISTANT':
      return parseAssistant(input, path, calls);
    case 'TOOL':
      return parseTool(input, path, calls);
  }
}

/** Fields that belong to another role are a mistake, not something to drop in silence. */
function refuseForeign(input: Input, path: string): void {
  if (input.parts != null && input.role !== 'USER')
    throw new InputError(`${path}.parts`, 'belong to USER messages only');
  if (input.toolCallId != null && input.role !== 'TOOL') {
    throw new InputError(`${path}.toolCallId`, 'belongs to TOOL messages only');
  }
  if (input.toolCalls != null && input.role !== 'ASSISTANT') {
    throw new InputError(`${path}.toolCalls`, 'belong to ASSISTANT messages only');
  }
}

function textOf(input: Input, path: string): string {
  if (input.content == null || input.content === '') {
    throw new InputError(`${path}.content`, `is missing: a ${input.role} message needs text`);
  }
  return input.content;
}

function parseUser(input: Input, path: string): UserMessage {
  if (input.parts == null) return { role: 'user', parts: [{ type: 'text', text: textOf(input, path) }] };
  if (input.content != null) throw new InputError(`${path}.parts`, 'cannot stand beside content: give one of the two');
  if (input.parts.length === 0) throw new InputError(`${path}.parts`, 'is empty: give at least one part');
  return { role: 'user', parts: input.parts.map((part, index) => parseContentPart(part, `${path}.parts.${index}`)) };
}

function parseAssistant(input: Input, path: string, calls: Map<string, string>): AssistantMessage {
  const toolCalls = (input.toolCalls ?? []).map((call, index): ToolCallPart => {
    parseLabel(call.id, longestToolCallId, `${path}.toolCalls.${index}.id`);
    parseLabel(call.name, longestToolCallName, `${path}.toolCalls.${index}.name`);
    if (calls.has(call.id)) throw new InputError(`${path}.toolCalls.${index}.id`, `'${call.id}' was used before`);
    calls.set(call.id, call.name);
    return {
      type: 'tool-call',
      id: call.id,
      name: call.name,
      arguments: parseArguments(call.arguments, `${path}.toolCalls.${index}.arguments`),
    };
  });
  const text = input.content ?? '';
  if (text === '' && toolCalls.length === 0) {
    throw new InputError(`${path}.content`, 'is missing: an ASSISTANT message needs text or toolCalls');
  }
  const said: readonly AssistantPart[] = text === '' ? [] : [{ type: 'text', text }];
  return { role: 'assistant', parts: [...said, ...toolCalls] };
}

function parseTool(input: Input, path: string, calls: Map<string, string>): ToolMessage {
  if (input.toolCallId == null) {
    throw new InputError(`${path}.toolCallId`, 'is missing: a TOOL message names the call that it answers');
  }
  const toolName = calls.get(input.toolCallId);
  if (toolName === undefined) {
    throw new InputError(
      `${path}.toolCallId`,
      `'${input.toolCallId}' is no tool call of an ASSISTANT message before it`,
    );
  }
  const parts: ToolMessage['parts'] = input.content ? [{ type: 'text', text: input.content }] : [];
  return { role: 'tool', toolCallId: input.toolCallId, toolName, parts, isError: false };
}
