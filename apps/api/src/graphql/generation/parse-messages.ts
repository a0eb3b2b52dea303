import type {
  AssistantMessage,
  AssistantPart,
  Message,
  SystemMessage,
  ToolCallPart,
  ToolMessage,
  UserMessage,
} from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseArguments } from '../../generation/input/parse-arguments.ts';
import { longestToolCallId, longestToolCallName, mostParts, parseLabel } from '../../generation/input/parse-limits.ts';
import { parseProviderOptions } from '../../generation/input/parse-provider-members.ts';
import type { PartInput } from './content-part-input.ts';
import type { MessageInput } from './message-input.ts';
import {
  parseAnswerPart,
  parseContentPart,
  parseInstruction,
  parseResultPart,
  typeOfPart,
} from './parse-content-part.ts';

type Input = typeof MessageInput.$inferInput;

/** The conversation from a prompt or from messages: exactly one of them, or none if a template begins it. */
export function parseMessages(
  prompt: string | null,
  messages: readonly Input[] | null,
  hasTemplate = false,
): readonly Message[] {
  if (prompt !== null && messages !== null) {
    throw new InputError('input.messages', 'cannot be combined with prompt: give one of the two');
  }
  if (messages !== null) return parseConversation(messages, hasTemplate);
  if (prompt === null && hasTemplate) return [];
  if (prompt === null) throw new InputError('input.prompt', 'is missing: give a prompt or messages');
  if (prompt.trim() === '') throw new InputError('input.prompt', 'is empty: say what to generate');
  return [{ role: 'user', parts: [{ type: 'text', text: prompt }] }];
}

function parseConversation(inputs: readonly Input[], hasTemplate: boolean): readonly Message[] {
  if (inputs.length === 0 && !hasTemplate)
    throw new InputError('input.messages', 'is empty: give at least one message');
  if (inputs.length > 2000)
    throw new InputError('input.messages', `may have at most 2000 messages, not ${inputs.length}`);
  const calls = new Map<string, string>();
  const messages = inputs.flatMap((input, index) => parseMessage(input, `input.messages.${index}`, calls));
  if (!hasTemplate && messages.every((message) => message.role === 'system')) {
    throw new InputError('input.messages', 'has only SYSTEM messages: add a USER message to answer to');
  }
  return messages;
}

/**
 * One message, or several if each part is a message of its own. The options go to the last message. `calls`: the tool
 * calls so far, id to name; a repeated id names the latest call.
 */
function parseMessage(input: Input, path: string, calls: Map<string, string>): readonly Message[] {
  refuseForeign(input, path);
  const messages = parseRole(input, path, calls);
  const providerOptions = parseProviderOptions(input.providerOptions, `${path}.providerOptions`);
  if (providerOptions === undefined) return messages;
  return messages.map((message, index) => (index === messages.length - 1 ? { ...message, providerOptions } : message));
}

function parseRole(input: Input, path: string, calls: Map<string, string>): readonly Message[] {
  switch (input.role) {
    case 'SYSTEM':
      return parseSystem(input, path);
    case 'USER':
      return [parseUser(input, path)];
    case 'ASSISTANT':
      return [parseAssistant(input, path, calls)];
    case 'TOOL':
      return parseTool(input, path, calls);
  }
}

/** Fields of another role are a mistake and must not be ignored silently. */
function refuseForeign(input: Input, path: string): void {
  if (input.toolCallId != null && input.role !== 'TOOL') {
    throw new InputError(`${path}.toolCallId`, 'belongs to TOOL messages only');
  }
  if (input.isError != null && input.role !== 'TOOL') {
    throw new InputError(`${path}.isError`, 'belongs to TOOL messages only');
  }
  if (input.toolCalls != null && input.role !== 'ASSISTANT') {
    throw new InputError(`${path}.toolCalls`, 'belong to ASSISTANT messages only');
  }
}

/** The parts of a message; null if it has none and its text is `content`. */
function partsOf(input: Input, path: string): readonly PartInput[] | null {
  const { parts } = input;
  if (parts == null) return null;
  if (input.content != null)
    throw new InputError(`${path}.parts`, 'cannot be combined with content: give one of the two');
  if (parts.length === 0) throw new InputError(`${path}.parts`, 'is empty: give at least one part');
  if (parts.length > mostParts) {
    throw new InputError(`${path}.parts`, `may have at most ${mostParts} parts, not ${parts.length}`);
  }
  return parts;
}

function textOf(input: Input, path: string): string {
  if (input.content == null || input.content === '') {
    throw new InputError(`${path}.content`, `is missing: a ${input.role} message needs text`);
  }
  return input.content;
}

/** Each part is a separate message, so that its cache mark and its options stay with it. */
function parseSystem(input: Input, path: string): readonly SystemMessage[] {
  const parts = partsOf(input, path);
  if (parts === null) return [{ role: 'system', text: textOf(input, path) }];
  return parts.map((part, index) => {
    const { type: _, ...instruction } = parseInstruction(part, `${path}.parts.${index}`);
    return { role: 'system', ...instruction };
  });
}

function parseUser(input: Input, path: string): UserMessage {
  const parts = partsOf(input, path);
  if (parts === null) return { role: 'user', parts: [{ type: 'text', text: textOf(input, path) }] };
  return { role: 'user', parts: parts.map((part, index) => parseContentPart(part, `${path}.parts.${index}`)) };
}

function parseAssistant(input: Input, path: string, calls: Map<string, string>): AssistantMessage {
  const parts = partsOf(input, path);
  if (parts === null) return { role: 'assistant', parts: parseAnswer(input, path, calls) };
  if (input.toolCalls != null) {
    throw new InputError(`${path}.toolCalls`, 'cannot be combined with parts: give the calls as parts');
  }
  return {
    role: 'assistant',
    parts: parts.map((input, index) => {
      const part = parseAnswerPart(input, `${path}.parts.${index}`);
      if (part.type === 'tool-call') calls.set(part.id, part.name);
      return part;
    }),
  };
}

function parseAnswer(input: Input, path: string, calls: Map<string, string>): readonly AssistantPart[] {
  const toolCalls = (input.toolCalls ?? []).map((call, index): ToolCallPart => {
    parseLabel(call.id, longestToolCallId, `${path}.toolCalls.${index}.id`);
    parseLabel(call.name, longestToolCallName, `${path}.toolCalls.${index}.name`);
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
    throw new InputError(`${path}.content`, 'is missing: an ASSISTANT message needs text, parts or toolCalls');
  }
  const textParts: readonly AssistantPart[] = text === '' ? [] : [{ type: 'text', text }];
  return [...textParts, ...toolCalls];
}

/** One result of the call that the message names, or one for each part of the type TOOL_RESULT. */
function parseTool(input: Input, path: string, calls: Map<string, string>): readonly ToolMessage[] {
  const parts = partsOf(input, path);
  if (input.toolCallId == null && parts?.some(({ type }) => type === 'TOOL_RESULT')) {
    if (input.isError != null) throw new InputError(`${path}.isError`, 'belongs to each of the TOOL_RESULT parts');
    return parts.map((part, index) => parseResult(part, `${path}.parts.${index}`, calls));
  }
  if (input.toolCallId == null) {
    throw new InputError(`${path}.toolCallId`, 'is missing: a TOOL message must have the id of the answered call');
  }
  const content = input.content ? [{ type: 'text' as const, text: input.content }] : [];
  return [
    {
      role: 'tool',
      toolCallId: input.toolCallId,
      toolName: nameOfCall(input.toolCallId, `${path}.toolCallId`, calls),
      parts: parts === null ? content : parts.map((part, index) => parseResultPart(part, `${path}.parts.${index}`)),
      isError: input.isError ?? false,
    },
  ];
}

function parseResult(input: PartInput, path: string, calls: Map<string, string>): ToolMessage {
  typeOfPart(input, path, ['TOOL_RESULT']);
  const { toolCallId, parts = [], isError, cacheBreakpoint } = input;
  if (!toolCallId)
    throw new InputError(`${path}.toolCallId`, 'is missing: a TOOL_RESULT must have the id of the answered call');
  if ((parts?.length ?? 0) > mostParts) {
    throw new InputError(`${path}.parts`, `may have at most ${mostParts} parts, not ${parts?.length}`);
  }
  const results = (parts ?? []).map((part, index) => parseResultPart(part, `${path}.parts.${index}`));
  const providerOptions = parseProviderOptions(input.providerOptions, `${path}.providerOptions`);
  return {
    role: 'tool',
    toolCallId,
    toolName: nameOfCall(toolCallId, `${path}.toolCallId`, calls),
    parts: cacheBreakpoint
      ? results.map((part, at) => (at === results.length - 1 ? { ...part, cacheBreakpoint } : part))
      : results,
    isError: isError ?? false,
    ...(providerOptions !== undefined && { providerOptions }),
  };
}

function nameOfCall(id: string, path: string, calls: ReadonlyMap<string, string>): string {
  const name = calls.get(id);
  if (name === undefined) {
    throw new InputError(path, `'${id}' is not the id of a tool call in an earlier ASSISTANT message`);
  }
  return name;
}
