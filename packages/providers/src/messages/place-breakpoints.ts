import type { CacheBreakpoint, Message, MessagePart, SystemMessage } from '../contract/message.ts';
import type { ModelRequest } from '../contract/request.ts';

/** Anthropic's maximum in one request. */
const mostBreakpoints = 4;
/** Anthropic's minimum for a model without a known minimum. A mark on less is ignored, and costs nothing. Tokens. */
const usualMinTokens = 1_024;
/** A low estimate, so that a mark is never placed on too few tokens. */
const charactersPerToken = 4;

type Markable = Pick<SystemMessage, 'cacheBreakpoint' | 'providerOptions'>;

type Cached = Pick<ModelRequest, 'messages' | 'tools' | 'promptCache' | 'traits'>;

/**
 * Places the marks of prompt caching for a provider that needs them. Beyond its limit, the first marks of the caller
 * are removed. `auto` adds marks if the caller set none and the prompt is long enough. One mark is after the
 * instructions with the tools. After the first answer, two more are after the last two messages of the user's side. A
 * single long question gets no mark, because nothing would read the written cache. Returns the same request if nothing
 * changes.
 */
export function placeBreakpoints<Request extends Cached>(request: Request): Request {
  const { mode = 'auto', ttl } = request.promptCache ?? {};
  const own = countMarks(request);
  if (mode === 'off') return own === 0 ? request : keepLast(request, own, 0);
  if (own > 0) return own > mostBreakpoints ? keepLast(request, own, mostBreakpoints) : request;
  if (mode === 'marked') return request;
  const mark: CacheBreakpoint = ttl === 'long' ? { ttl: '1h' } : true;
  const { cacheMinTokens = usualMinTokens, inputTokens } = request.traits;
  if (inputTokens !== undefined && inputTokens < cacheMinTokens) return request;
  return markAutomatically(request, mark, cacheMinTokens * charactersPerToken);
}

function markAutomatically<Request extends Cached>(request: Request, mark: CacheBreakpoint, minimum: number): Request {
  const { messages, tools } = request;
  const toolCharacters = tools.length === 0 ? 0 : JSON.stringify(tools).length;
  const instructions = messages.filter((message) => message.role === 'system' && message.text !== '');
  const fixed = toolCharacters + lengthOf(instructions);
  const places = new Set<Message>();
  if (fixed >= minimum && instructions.length > 0) places.add(instructions.at(-1) as SystemMessage);
  const isConversation = messages.some(({ role }) => role === 'assistant');
  if (isConversation && fixed + lengthOf(messages) - lengthOf(instructions) >= minimum) {
    const asked = messages.filter(({ role }) => role === 'user' || role === 'tool');
    for (const message of asked.slice(-2)) places.add(message);
  }
  const marksTools = fixed >= minimum && instructions.length === 0;
  if (places.size === 0 && !marksTools) return request;
  return {
    ...request,
    messages: messages.map((message) => (places.has(message) ? withMark(message, mark) : message)),
    tools: marksTools
      ? tools.map((tool, index) => (index === tools.length - 1 ? { ...tool, cacheBreakpoint: mark } : tool))
      : tools,
  };
}

function lengthOf(messages: readonly Message[]): number {
  let length = 0;
  for (const message of messages) {
    if (message.role === 'system') length += message.text.length;
    else for (const part of message.parts) length += lengthOfPart(part);
  }
  return length;
}

/** For files only their place counts, because their tokens are not known. */
function lengthOfPart(part: MessagePart): number {
  if (part.type === 'text' || part.type === 'reasoning') return part.text.length;
  return part.type === 'tool-call' ? part.arguments.length : 0;
}

/** Marks a message at its end. A message without a part has no place for it. */
function withMark(message: Message, cacheBreakpoint: CacheBreakpoint): Message {
  if (message.role === 'system') return { ...message, cacheBreakpoint };
  const last = message.parts.at(-1);
  return changeParts(message, (part) => (part === last ? { ...part, cacheBreakpoint } : part));
}

/** A message with each part changed. */
function changeParts(
  message: Exclude<Message, SystemMessage>,
  change: <Part extends MessagePart>(part: Part) => Part,
): Message {
  switch (message.role) {
    case 'user':
      return { ...message, parts: message.parts.map((part) => change(part)) };
    case 'assistant':
      return { ...message, parts: message.parts.map((part) => change(part)) };
    case 'tool':
      return { ...message, parts: message.parts.map((part) => change(part)) };
    default:
      return message satisfies never;
  }
}

function countMarks({ messages, tools }: Cached): number {
  let count = 0;
  for (const tool of tools) if (isMarked(tool)) count += 1;
  for (const message of messages) {
    if (message.role === 'system') count += isMarked(message) ? 1 : 0;
    else for (const part of message.parts) if (isMarked(part)) count += 1;
  }
  return count;
}

/** By the mark itself, or by an option in a provider's own form. */
function isMarked({ cacheBreakpoint, providerOptions }: Markable): boolean {
  if (cacheBreakpoint) return true;
  if (providerOptions === undefined) return false;
  return Object.values(providerOptions).some((own) => own.cache_control !== undefined || own.cachePoint !== undefined);
}

/** Removes all marks of a request except the last ones, in the order of a prompt: tools, instructions, conversation. */
function keepLast<Request extends Cached>(request: Request, count: number, kept: number): Request {
  let surplus = count - kept;
  const unmarked = <Item extends { cacheBreakpoint?: CacheBreakpoint }>(item: Item): Item => {
    if (!item.cacheBreakpoint || surplus === 0) return item;
    surplus -= 1;
    return { ...item, cacheBreakpoint: false };
  };
  const tools = request.tools.map(unmarked);
  const instructions = request.messages.map((message) => (message.role === 'system' ? unmarked(message) : message));
  const messages = instructions.map((message) =>
    message.role === 'system' ? message : changeParts(message, unmarked),
  );
  return { ...request, tools, messages };
}
