import { isRecord, type JsonRecord } from '../json-value.ts';
import type { Question } from './question.ts';

/** A call that a prompt dictates. */
export type NamedCall = { name: string; arguments: JsonRecord };

const mostCalls = 16;

/**
 * The calls that a conversation dictates: `[call Bash {"command":"ls"}]` in a user message, or `[call none]`. Only the
 * last such message counts, and only before a tool's result. Null if the conversation dictates none.
 */
export function readNamedCalls({ turns }: Pick<Question, 'turns'>): NamedCall[] | null {
  const at = turns.findLastIndex((turn) => turn.role === 'user' && turn.text.includes('[call '));
  const turn = turns[at];
  if (turn?.role !== 'user') return null;
  if (turns.slice(at + 1).some(({ role }) => role === 'tool')) return [];
  return [...turn.text.matchAll(/\[call ([\w.:-]{1,128})(?: (\{[^\n]{0,2000}?\}))?\]/g).take(mostCalls)].flatMap(
    ([, name = '', text = '{}']) => (name === 'none' ? [] : [{ name, arguments: readArguments(text) }]),
  );
}

function readArguments(text: string): JsonRecord {
  try {
    const read: unknown = JSON.parse(text);
    return isRecord(read) ? read : {};
  } catch {
    return {};
  }
}
