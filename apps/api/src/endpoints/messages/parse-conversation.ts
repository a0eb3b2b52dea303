import type { AssistantPart, ContentPart, Message, SystemMessage, ToolMessage } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { longestToolCallId, mostParts } from '../../generation/input/parse-limits.ts';
import { type Carried, carriedBy } from './cache-control.ts';
import type { Block, MessageInput, MessagesBody } from './messages-body.ts';
import { boundedText, parseAnswerBlock, parseSaidBlock } from './parse-blocks.ts';

/** The conversation as domain messages. Empty texts are left out. Throws an `InputError` that names the member. */
export function parseConversation({ system, messages }: MessagesBody): readonly Message[] {
  const toolNames = new Map<string, string>();
  return [
    ...parseSystem(system ?? '', 'system'),
    ...(messages ?? []).flatMap((input, index) => parseMessage(input, `messages[${index}]`, toolNames)),
  ];
}

const systemMembers: ReadonlySet<string> = new Set(['type', 'text', 'cache_control']);

/** One message. If a block has a mark or unread members: one message for each block, so that each keeps its place. */
function parseSystem(content: string | readonly Block[], path: string): readonly SystemMessage[] {
  if (typeof content === 'string') return content === '' ? [] : [{ role: 'system', text: content }];
  const blocks = content.map((block, index): SystemMessage => {
    if (block.type !== 'text' || typeof block.text !== 'string') {
      throw new InputError(`${path}[${index}]`, "must be a block of the type 'text'");
    }
    return { role: 'system', text: block.text, ...carriedBy(block, systemMembers, `${path}[${index}]`) };
  });
  const said = blocks.filter(({ text }) => text !== '');
  if (said.length < 2 || said.some(carriesAnything)) return said;
  return [{ role: 'system', text: said.map(({ text }) => text).join('\n\n') }];
}

function carriesAnything({ cacheBreakpoint, providerOptions }: Carried): boolean {
  return cacheBreakpoint !== undefined || providerOptions !== undefined;
}

/** `toolNames`: the names of earlier tool calls, by id. A repeated id stands for the latest call. */
function parseMessage(input: MessageInput, path: string, toolNames: Map<string, string>): readonly Message[] {
  const at = `${path}.content`;
  switch (input.role) {
    case 'system':
      return parseSystem(input.content, at).map((message) => ({ ...message, isInPlace: true }));
    case 'user':
      return parseUserMessage(input.content, at, toolNames);
    case 'assistant': {
      const parts = parseAnswer(input.content, at);
      for (const part of parts) if (part.type === 'tool-call') toolNames.set(part.id, part.name);
      return parts.length === 0 ? [] : [{ role: 'assistant', parts }];
    }
  }
}

function parseAnswer(content: MessageInput['content'], path: string): readonly AssistantPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  const pending = new Map();
  return content.flatMap((block, index) => parseAnswerBlock(block, `${path}[${index}]`, pending));
}

/** Each tool result becomes its own message. Blocks between results become messages of the user. */
function parseUserMessage(
  content: MessageInput['content'],
  path: string,
  toolNames: ReadonlyMap<string, string>,
): readonly Message[] {
  if (typeof content === 'string') return [{ role: 'user', parts: [{ type: 'text', text: content }] }];
  const messages: Message[] = [];
  let parts: ContentPart[] = [];
  const flush = (): void => {
    if (parts.length > 0) messages.push({ role: 'user', parts });
    parts = [];
  };
  for (const [index, block] of content.entries()) {
    const at = `${path}[${index}]`;
    if (block.type !== 'tool_result') {
      parts.push(...parseSaidBlock(block, at));
      continue;
    }
    flush();
    messages.push(parseResult(block, at, toolNames));
  }
  flush();
  return messages;
}

const resultMembers: ReadonlySet<string> = new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control']);

/** The mark of a result goes to its last part; an empty result has no place for one. */
function parseResult(block: Block, path: string, toolNames: ReadonlyMap<string, string>): ToolMessage {
  const toolCallId = boundedText(block, 'tool_use_id', longestToolCallId, path);
  const toolName = toolNames.get(toolCallId);
  if (toolName === undefined) {
    throw new InputError(
      `${path}.tool_use_id`,
      `'${toolCallId.slice(0, 80)}' is not the id of a 'tool_use' in an earlier assistant message`,
    );
  }
  const { cacheBreakpoint, ...options } = carriedBy(block, resultMembers, path);
  const parts = parseResultContent(block.content, `${path}.content`);
  const marked =
    cacheBreakpoint === undefined
      ? parts
      : parts.map((part, index) => (index === parts.length - 1 ? { ...part, cacheBreakpoint } : part));
  return { role: 'tool', toolCallId, toolName, parts: marked, isError: block.is_error === true, ...options };
}

function parseResultContent(content: unknown, path: string): ToolMessage['parts'] {
  if (content == null || content === '') return [];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw new InputError(path, 'must be a text or a list of blocks');
  if (content.length > mostParts) throw new InputError(path, `may have at most ${mostParts} blocks`);
  return content.flatMap((block: unknown, index) => {
    const at = `${path}[${index}]`;
    if (!isBlock(block)) throw new InputError(at, "must be a block with a text in 'type'");
    return parseSaidBlock(block, at);
  });
}

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
