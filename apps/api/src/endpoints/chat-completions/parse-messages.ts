import {
  type AssistantPart,
  type ContentPart,
  customArguments,
  type Message,
  type SystemMessage,
  type ToolMessage,
} from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseArguments } from '../../generation/input/parse-arguments.ts';
import { assembleAnswer, readExtraContent } from '../openai/read-state-members.ts';
import { knownAudioId } from '../openai/spoken-answer.ts';
import { type Unread, unreadOf } from '../unread-members.ts';
import type {
  ChatAssistantMessage,
  ChatCacheControl,
  ChatMessage,
  ChatToolMessage,
  ChatUserPart,
} from './chat-message.ts';
import { markOf, parsePart } from './parse-part.ts';

/** The most messages of one conversation. */
export const mostMessages = 2_000;

/**
 * A conversation as domain messages. Empty system texts and empty answers are left out: clients send them, and some
 * providers refuse them. An empty message of the user stays; dialects that refuse it leave it out.
 */
export function parseMessages(inputs: readonly ChatMessage[]): readonly Message[] {
  if (inputs.length === 0) throw new InputError('messages', 'is empty: give at least one message');
  const toolNames = new Map<string, string>();
  const messages = inputs.flatMap((input, index) => parseMessage(input, `messages[${index}]`, toolNames));
  if (messages.length === 0) throw new InputError('messages', 'has no text: give at least one message with a text');
  return messages;
}

/** `toolNames`: the names of earlier tool calls, by id. A repeated id stands for the latest call. */
function parseMessage(input: ChatMessage, path: string, toolNames: Map<string, string>): readonly Message[] {
  switch (input.role) {
    case 'system':
    case 'developer':
      return addToLast(
        parseInstructions(input.content, input.cache_control),
        unreadOf(input, instructionMembers, path),
      );
    case 'user': {
      const parts = parseUserContent(input.content, `${path}.content`);
      return [
        { role: 'user', parts: withMark(parts, input.cache_control), ...unreadOf(input, instructionMembers, path) },
      ];
    }
    case 'assistant': {
      const parts = parseAnswer(input, path, toolNames);
      if (parts.length === 0) return [];
      return [
        {
          role: 'assistant',
          parts: withMark(parts, input.cache_control),
          ...unreadOf(withAudioId(input), answerMembers, path),
        },
      ];
    }
    case 'tool':
      return [parseResult(input, path, toolNames)];
  }
}

const instructionMembers: ReadonlySet<string> = new Set(['role', 'content', 'cache_control']);
const resultMembers: ReadonlySet<string> = new Set([...instructionMembers, 'tool_call_id', 'name']);
const callMembers: ReadonlySet<string> = new Set(['id', 'type', 'function', 'custom', 'extra_content', 'index']);
/** Includes members of answers that do not matter to the model. */
const answerMembers: ReadonlySet<string> = new Set([
  ...instructionMembers,
  'tool_calls',
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'extra_content',
  'penstock',
  'refusal',
  'annotations',
  'function_call',
  'parsed',
  'images',
]);

/** Unread members of instructions go to the last of their messages. */
function addToLast(messages: readonly SystemMessage[], unread: Unread): readonly SystemMessage[] {
  if (unread.providerOptions === undefined) return messages;
  return messages.map((message, index) => (index === messages.length - 1 ? { ...message, ...unread } : message));
}

/** The mark of a message goes to its last part. */
function withMark<Part extends AssistantPart | ContentPart>(
  parts: readonly Part[],
  control: ChatCacheControl,
): readonly Part[] {
  if (control == null) return parts;
  return parts.map((part, index) => (index === parts.length - 1 ? { ...part, ...markOf(control) } : part));
}

type MarkedText = { text: string; cache_control?: ChatCacheControl };

/** One message up to each mark, so that each mark keeps its place; without marks one message. */
function parseInstructions(content: string | readonly MarkedText[], control: ChatCacheControl): SystemMessage[] {
  const texts: readonly MarkedText[] = typeof content === 'string' ? [{ text: content }] : content;
  const messages: SystemMessage[] = [];
  let text = '';
  for (const [index, part] of texts.entries()) {
    text += part.text;
    const mark = markOf(part.cache_control ?? (index === texts.length - 1 ? control : null));
    if (text === '' || (mark.cacheBreakpoint === undefined && index < texts.length - 1)) continue;
    messages.push({ role: 'system', text, ...mark });
    text = '';
  }
  return messages;
}

function parseUserContent(content: string | readonly ChatUserPart[], path: string): readonly ContentPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  const parts = content.flatMap((part, index) => parsePart(part, `${path}[${index}]`));
  return parts.length > 0 ? parts : [{ type: 'text', text: '' }];
}

function parseAnswer(
  input: ChatAssistantMessage,
  path: string,
  toolNames: Map<string, string>,
): readonly AssistantPart[] {
  const { penstock: tag } = input;
  const toolCalls = (input.tool_calls ?? []).map((call, index): AssistantPart => {
    const at = `${path}.tool_calls[${index}]`;
    const { name, text } = parseCalled(call, at);
    toolNames.set(call.id, name);
    const state = readExtraContent(call.extra_content, tag, `${at}.extra_content`);
    const unread = unreadOf(call, callMembers, at);
    return {
      type: 'tool-call',
      id: call.id,
      name,
      arguments: text,
      ...(state && { state }),
      ...unread,
    };
  });
  const { text, mark } = readAnswerText(input.content ?? '');
  const state = readExtraContent(input.extra_content, tag, `${path}.extra_content`);
  const said: AssistantPart[] =
    text === '' && state === undefined ? [] : [{ type: 'text', text, ...(state && { state }), ...mark }];
  if (said.length === 0 && input.refusal) said.push({ type: 'text', text: input.refusal, isRefusal: true });
  const images = (input.images ?? []).flatMap((image, index) => parsePart(image, `${path}.images[${index}]`));
  // An answer with a sound may have no text: its provider knows the sound by its id.
  if (said.length === 0 && knownAudioId(input.audio) !== null) said.push({ type: 'text', text: '' });
  return assembleAnswer(input, [...said, ...images, ...toolCalls], path);
}

/** Providers take only the id of a sound. */
function withAudioId({ audio, ...others }: ChatAssistantMessage): object {
  const id = knownAudioId(audio);
  return id === null ? others : { ...others, audio: { id } };
}

type ChatToolCall = NonNullable<ChatAssistantMessage['tool_calls']>[number];

function parseCalled({ function: called, custom }: ChatToolCall, path: string): { name: string; text: string } {
  if (called != null) {
    return { name: called.name, text: parseArguments(called.arguments ?? '', `${path}.function.arguments`) };
  }
  if (custom != null) return { name: custom.name, text: customArguments(custom.input) };
  throw new InputError(`${path}.function`, 'is missing: it must be an object');
}

function readAnswerText(content: NonNullable<ChatAssistantMessage['content']>) {
  if (typeof content === 'string') return { text: content, mark: {} };
  const text = content.map((part) => (part.type === 'text' ? part.text : part.refusal)).join('');
  return { text, mark: markOf(content.findLast(({ cache_control }) => cache_control != null)?.cache_control) };
}

function parseResult(input: ChatToolMessage, path: string, toolNames: ReadonlyMap<string, string>): ToolMessage {
  const { tool_call_id: toolCallId } = input;
  const toolName = toolNames.get(toolCallId);
  if (toolName === undefined) {
    throw new InputError(
      `${path}.tool_call_id`,
      `'${toolCallId.slice(0, 80)}' is not the id of a tool call in an earlier assistant message`,
    );
  }
  const parts = withMark(parseResultContent(input.content, `${path}.content`), input.cache_control);
  return { role: 'tool', toolCallId, toolName, parts, isError: false, ...unreadOf(input, resultMembers, path) };
}

/** Text parts are joined to one part. */
function parseResultContent(content: ChatToolMessage['content'], path: string): ToolMessage['parts'] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  const texts = content.filter((part) => part.type === 'text');
  if (texts.length < content.length) return content.flatMap((part, index) => parsePart(part, `${path}[${index}]`));
  const text = texts.map((part) => part.text).join('');
  const mark = markOf(texts.findLast(({ cache_control }) => cache_control != null)?.cache_control);
  return text === '' ? [] : [{ type: 'text', text, ...mark }];
}
