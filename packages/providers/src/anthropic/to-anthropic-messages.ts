import type {
  AssistantPart,
  ContentPart,
  Message,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolMessage,
  ToolResultPart,
} from '../contract/message.ts';
import { isCallersOwn, ownState, stateInOpenAiForm } from '../contract/provider-state.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import { type BlockWriter, gatherTurns, joinInstructions } from '../messages/gather-turns.ts';
import { textOfFile } from '../messages/message-texts.ts';
import { ownBlockOf } from '../messages/native-blocks.ts';
import { toArgumentsObject } from '../messages/to-function.ts';
import { cannotSend, dropPart, hasPartOptions, type WriteContext, withPartOptions } from '../messages/write-context.ts';

/** The conversation in Anthropic's form. */
export type AnthropicConversation = {
  /** Text, or blocks if one of them has options. Empty for none. */
  system: string | readonly JsonObject[];
  turns: readonly JsonObject[];
};

/**
 * Writes the conversation in Anthropic's form: separate system text, and turns of content blocks. Throws
 * `BadRequestError` for a part that cannot be sent.
 */
export function toAnthropicMessages(messages: readonly Message[], context: WriteContext): AnthropicConversation {
  const { system, turns } = gatherTurns(messages, context, blockWriter(context));
  const isLastAnswer = (index: number): boolean => index === turns.length - 1 && turns[index]?.role === 'assistant';
  const isPlain = !system.some((message) => hasPartOptions(message, context));
  return {
    system: isPlain
      ? joinInstructions(system)
      : system.map((message) => withPartOptions({ type: 'text', text: message.text }, message, context)),
    turns: turns.map(({ role, blocks }, index) => ({ role, content: isLastAnswer(index) ? trimEnd(blocks) : blocks })),
  };
}

/** The API refuses white space at the end of an answer to continue. */
function trimEnd(blocks: readonly JsonObject[]): readonly JsonObject[] {
  const last = blocks.at(-1);
  const text = readText(last?.text);
  return last === undefined || text === null ? blocks : blocks.with(-1, { ...last, text: text.trimEnd() });
}

function blockWriter(context: WriteContext): BlockWriter {
  const writeAll = (parts: readonly ContentPart[], path: string): readonly JsonObject[] =>
    parts.flatMap((part, index) =>
      toContentBlock(part, `${path}.parts.${index}`, context).map((block) => withPartOptions(block, part, context)),
    );
  return {
    system: (message) => [withPartOptions({ type: 'text', text: message.text }, message, context)],
    user: ({ parts }, path) => writeAll(parts, path),
    assistant: ({ parts }, path) =>
      parts.flatMap((part, index) => toAnswerBlock(part, `${path}.parts.${index}`, context)),
    tool: (message, path) => {
      const blocks = writeAll(message.parts.map(withoutBreakpoint), path);
      const cacheBreakpoint = message.parts.findLast((part) => part.cacheBreakpoint)?.cacheBreakpoint ?? false;
      return [withPartOptions(toToolResultBlock(message, blocks), { cacheBreakpoint }, context)];
    },
  };
}

/** A breakpoint within a result moves to the result, because text alone is sent as a string without options. */
function withoutBreakpoint(part: ToolResultPart): ToolResultPart {
  return part.cacheBreakpoint === undefined ? part : { ...part, cacheBreakpoint: false };
}

/** Leaves out text that is only white space: the API refuses it. */
function toTextBlock(text: string): readonly JsonObject[] {
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}

function toContentBlock(part: ContentPart, path: string, context: WriteContext): readonly JsonObject[] {
  const native = ownBlockOf(part, context);
  if (native !== null) return [native];
  switch (part.type) {
    case 'text':
      return toTextBlock(part.text);
    case 'image': {
      const { image } = part;
      const source =
        image.type === 'url'
          ? { type: 'url', url: image.url }
          : { type: 'base64', media_type: image.mediaType, data: image.data };
      return [{ type: 'image', source }];
    }
    case 'file':
      return [toDocument(part, path, context)];
    case 'audio':
      throw cannotSend(context, path, 'audio');
    default:
      return part satisfies never;
  }
}

/** A PDF, or plain text. */
function toDocument(part: Extract<ContentPart, { type: 'file' }>, path: string, context: WriteContext): JsonObject {
  const { mediaType, source, name } = part;
  const title = name === null ? {} : { title: name };
  if (source.type === 'url') return { type: 'document', source: { type: 'url', url: source.url }, ...title };
  const text = textOfFile({ ...part, name: null });
  if (text !== null)
    return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: text }, ...title };
  if (mediaType !== 'application/pdf') throw cannotSend(context, path, `files of the type ${mediaType}`);
  return { type: 'document', source: { type: 'base64', media_type: mediaType, data: source.data }, ...title };
}

function toAnswerBlock(part: AssistantPart, path: string, context: WriteContext): readonly JsonObject[] {
  switch (part.type) {
    case 'text':
      return toSaidBlocks(part, context).map((block) => withPartOptions(block, part, context));
    case 'reasoning':
      return toThinkingBlocks(part, path, context);
    case 'tool-call':
      return [withPartOptions(toToolUseBlock(part), part, context)];
    case 'image':
    case 'file':
    case 'audio':
      dropPart(context, path, `the ${part.type} of an earlier answer`);
      return [];
    default:
      return part satisfies never;
  }
}

/** A text with the sources that the model cited, or a block that only this protocol has. */
function toSaidBlocks(part: TextPart, context: WriteContext): readonly JsonObject[] {
  const native = ownBlockOf(part, context);
  if (native !== null) return [native];
  const citations = readList(ownState(part.state, context)?.citations);
  return toTextBlock(part.text).map((block) => (citations.length === 0 ? block : { ...block, citations }));
}

/** Thinking goes back unchanged, with its signature. The API refuses it without a signature. */
function toThinkingBlocks(part: ReasoningPart, path: string, context: WriteContext): readonly JsonObject[] {
  const block = ownState(part.state, context);
  if (block?.type === 'redacted_thinking') return [block];
  if (block?.type === 'thinking') return [{ ...block, thinking: part.text }];
  const signed = signedBlocks(part, context);
  if (signed.length === 0 && isCallersOwn(part)) dropPart(context, path, 'reasoning that it did not sign');
  return signed;
}

/** The blocks of `reasoning_details`: OpenAI's form of Claude's thinking. */
function signedBlocks({ state }: ReasoningPart, context: WriteContext): readonly JsonObject[] {
  return readList(stateInOpenAiForm(state, context)?.reasoning_details).flatMap((item): readonly JsonObject[] => {
    const detail = readObject(item);
    if (detail === null || !readText(detail.format)?.startsWith('anthropic')) return [];
    const data = readText(detail.data);
    if (data !== null) return [{ type: 'redacted_thinking', data }];
    const signature = readText(detail.signature);
    return signature === null ? [] : [{ type: 'thinking', thinking: readText(detail.text) ?? '', signature }];
  });
}

function toToolUseBlock(call: ToolCallPart): JsonObject {
  return { type: 'tool_use', id: toToolUseId(call.id), name: call.name, input: toArgumentsObject(call.arguments) };
}

/** `blocks`: the content of the result. Text alone is sent as a string. */
function toToolResultBlock({ toolCallId, parts, isError }: ToolMessage, blocks: readonly JsonObject[]): JsonObject {
  const content = parts.every(isPlainText) ? blocks.map(({ text }) => text).join('\n') : blocks;
  return {
    type: 'tool_result',
    tool_use_id: toToolUseId(toolCallId),
    ...(content.length > 0 && { content }),
    ...(isError && { is_error: true }),
  };
}

function isPlainText(part: ToolResultPart): boolean {
  return part.type === 'text' && part.providerOptions === undefined && part.state === undefined;
}

/** Ids of other providers may contain characters that Anthropic refuses. */
function toToolUseId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, '_');
}
