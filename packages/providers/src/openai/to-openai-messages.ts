import { PrefillRefusedError } from '../contract/errors/prefill-refused-error.ts';
import type { AssistantMessage, SystemMessage, TextPart, ToolCallPart } from '../contract/message.ts';
import { ownState } from '../contract/provider-state.ts';
import type { ModelRequest } from '../contract/request.ts';
import { type JsonObject, readObject } from '../json/read-json-value.ts';
import { alternateRoles } from '../messages/alternate-roles.ts';
import { splitAnswer } from '../messages/answer-texts.ts';
import { customInput, customNames } from '../messages/custom-tool.ts';
import { toContent } from '../messages/to-content.ts';
import { toFunctionCall } from '../messages/to-function.ts';
import {
  hasOptions,
  hasPartOptions,
  type WriteContext,
  withOptions,
  withPartOptions,
} from '../messages/write-context.ts';
import { writeMessages } from '../messages/write-messages.ts';
import type { OpenAiDialect } from './dialect.ts';
import { toNineLetterId } from './nine-letter-id.ts';
import { openAiPartWriter } from './to-openai-part.ts';
import { toReasoning } from './to-reasoning.ts';

/**
 * Writes the conversation in the form of the openai dialect, with the text to continue as its last message. Throws
 * `PrefillRefusedError` if the provider supports none, and `BadRequestError` for a part that cannot be sent.
 */
export function toOpenAiMessages(request: ModelRequest, dialect: OpenAiDialect, context: WriteContext): JsonObject[] {
  const idOf = dialect.toolCallIds === 'nine-letters' ? toNineLetterId : (id: string): string => id;
  const writePart = openAiPartWriter(dialect, context);
  const customs = dialect.customTools ? customNames(request.tools) : new Set<string>();
  const messages = writeMessages(request.messages, context, {
    system: (message) => ({ role: 'system', content: toInstructions(message, context) }),
    user: ({ parts }, path) => ({ role: 'user', content: toContent(parts, path, context, writePart) }),
    assistant: (message, path) => toAssistantMessage(message, path, { dialect, context, idOf, customs }),
    tool: ({ toolCallId, toolName }, text) => ({
      role: 'tool',
      tool_call_id: idOf(toolCallId),
      name: toolName,
      content: text,
    }),
  });
  if (request.prefill !== null) messages.push(toPrefillMessage(request.prefill, dialect, context.providerId));
  return dialect.alternatesRoles ? alternateRoles(messages) : messages;
}

/** A text, or a part with the mark of a cache breakpoint if the provider accepts it. Options go to the message. */
function toInstructions({ text, cacheBreakpoint }: SystemMessage, context: WriteContext): string | JsonObject[] {
  if (!cacheBreakpoint || !context.takesCacheControl) return text;
  return [withPartOptions({ type: 'text', text }, { cacheBreakpoint }, context)];
}

type AssistantTools = {
  dialect: OpenAiDialect;
  context: WriteContext;
  idOf: (id: string) => string;
  customs: ReadonlySet<string>;
};

/** The protocol has one text and one list of calls: text between calls goes before them. */
function toAssistantMessage(message: AssistantMessage, path: string, tools: AssistantTools): JsonObject | null {
  const { dialect, context } = tools;
  const texts = message.parts.filter((part) => part.type === 'text');
  const { calls } = splitAnswer(message, path, context);
  const { members, thinking } = toReasoning(message.parts, path, dialect, context);
  const content = toAnswerContent(texts, thinking, context);
  const extraContents = texts.map(({ state }) => readObject(ownState(state, context)?.extra_content));
  const extra_content = extraContents.findLast((extra) => extra !== null);
  // A spoken answer may only have its provider's id.
  const isNamed = hasOptions(message.providerOptions, context);
  if (content === '' && calls.length === 0 && Object.keys(members).length === 0 && !isNamed) return null;
  return {
    role: 'assistant',
    content: content === '' && (calls.length > 0 || isNamed) ? null : content,
    ...members,
    ...(extra_content && { extra_content }),
    ...(calls.length > 0 && { tool_calls: calls.map((call) => toToolCall(call, tools)) }),
  };
}

function toAnswerContent(
  texts: readonly TextPart[],
  thinking: readonly JsonObject[],
  context: WriteContext,
): string | JsonObject[] {
  if (thinking.length === 0 && !texts.some((part) => hasPartOptions(part, context)))
    return texts.map(({ text }) => text).join('');
  const spoken = texts.filter(({ text }) => text !== '');
  return [...thinking, ...spoken.map((part) => withPartOptions({ type: 'text', text: part.text }, part, context))];
}

function toToolCall(call: ToolCallPart, { idOf, context, customs }: AssistantTools): JsonObject {
  const extra_content = readObject(ownState(call.state, context)?.extra_content);
  const plain = customs.has(call.name)
    ? { id: idOf(call.id), type: 'custom', custom: { name: call.name, input: customInput(call.arguments) } }
    : toFunctionCall({ ...call, id: idOf(call.id) });
  const written = { ...plain, ...(extra_content && { extra_content }) };
  return withOptions(written, call.providerOptions, context);
}

function toPrefillMessage(text: string, dialect: OpenAiDialect, providerId: string): JsonObject {
  if (dialect.prefill === 'none') {
    throw new PrefillRefusedError({
      providerId,
      message: `${providerId} cannot continue an assistant message: end the conversation with a user message.`,
    });
  }
  const message: JsonObject = { role: 'assistant', content: text };
  return dialect.prefill === 'prefix-flag' ? { ...message, prefix: true } : message;
}
