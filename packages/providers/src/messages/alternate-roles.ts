import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import { missingQuestion } from './with-question.ts';

/**
 * Messages for a provider that requires instructions first, and then user and assistant in turn, from the user to the
 * user (Perplexity). Empty messages are omitted, neighbours of one role become one message, and a missing turn of the
 * user is filled.
 */
export function alternateRoles(messages: readonly JsonObject[]): JsonObject[] {
  const instructions: JsonObject[] = [];
  const turns: JsonObject[] = [];
  for (const message of messages) {
    const isSystem = message.role === 'system' || message.role === 'developer';
    if (!isEmpty(message)) join(isSystem ? instructions : turns, message);
  }
  if (turns[0]?.role !== 'user') turns.unshift({ role: 'user', content: missingQuestion });
  if (turns.at(-1)?.role === 'assistant') turns.push({ role: 'user', content: missingQuestion });
  return [...instructions, ...turns];
}

/** Puts instructions first, as one message, for chat templates that accept none later. The rest keeps its order. */
export function withSystemFirst(messages: readonly JsonObject[]): JsonObject[] {
  const instructions: JsonObject[] = [];
  const turns: JsonObject[] = [];
  for (const message of messages) {
    if (message.role === 'system' || message.role === 'developer') join(instructions, message);
    else turns.push(message);
  }
  return [...instructions, ...turns];
}

function isEmpty({ role, content, tool_calls }: JsonObject): boolean {
  if (role === 'tool' || tool_calls !== undefined) return false;
  if (!Array.isArray(content)) return (readText(content) ?? '').trim() === '';
  return content.map(readObject).every((part) => part?.type === 'text' && (readText(part.text) ?? '').trim() === '');
}

/** Adds a message to the last message of the same role. Calls and their results stay separate. */
function join(list: JsonObject[], message: JsonObject): void {
  const last = list.at(-1);
  const isPlain = message.role !== 'tool' && message.tool_calls === undefined && last?.tool_calls === undefined;
  if (last === undefined || last.role !== message.role || !isPlain) list.push(message);
  else list[list.length - 1] = { ...last, ...message, content: joinContents(last.content, message.content) };
}

function joinContents(first: unknown, second: unknown): unknown {
  if (typeof first === 'string' && typeof second === 'string') return `${first}\n\n${second}`;
  return [...toParts(first), ...toParts(second)];
}

function toParts(content: unknown): readonly unknown[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : readList(content);
}
