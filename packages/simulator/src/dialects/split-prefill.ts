import type { Question, Turn } from '../answer/question.ts';

/** Takes the text that the answer goes on from off the conversation: an assistant message as last, without calls. */
export function splitPrefill(turns: readonly Turn[]): Pick<Question, 'turns' | 'prefill'> {
  const last = turns.at(-1);
  if (last?.role !== 'assistant' || last.calls.length > 0) return { turns, prefill: null };
  return { turns: turns.slice(0, -1), prefill: last.text };
}
