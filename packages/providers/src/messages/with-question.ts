import type { Message } from '../contract/message.ts';

/**
 * A conversation for protocols that refuse one without a question. Messages of the user that say nothing are left out.
 * Where only instructions are left, the last of them becomes the user's.
 */
export function withQuestion(messages: readonly Message[]): readonly Message[] {
  if (messages.some(({ role }) => role !== 'system') && !messages.some(saysNothing)) return messages;
  const spoken = messages.filter((message) => !saysNothing(message));
  const last = spoken.findLastIndex(({ role }) => role === 'system');
  const instructions = spoken[last];
  if (instructions?.role !== 'system' || spoken.some(({ role }) => role !== 'system')) return spoken;
  const { text, cacheBreakpoint } = instructions;
  const part = { type: 'text' as const, text, ...(cacheBreakpoint !== undefined && { cacheBreakpoint }) };
  return spoken.with(last, { role: 'user', parts: [part] });
}

function saysNothing(message: Message): boolean {
  return message.role === 'user' && message.parts.every((part) => part.type === 'text' && part.text.trim() === '');
}
