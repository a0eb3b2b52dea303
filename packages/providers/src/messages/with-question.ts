import type { AssistantPart, Message } from '../contract/message.ts';

/** The text for a missing turn of the user, which every protocol of two sides requires. */
export const missingQuestion = 'Continue.';

/**
 * A conversation for protocols that refuse blank text and a conversation without a question. Blank messages and blank
 * texts are omitted. If only instructions are left, the last of them becomes the user's message.
 */
export function withQuestion(messages: readonly Message[]): readonly Message[] {
  const spoken = messages.some(hasBlank) ? messages.flatMap(withoutBlanks) : messages;
  return spoken.some(({ role }) => role !== 'system') ? spoken : askedByInstructions(spoken);
}

/** The same for protocols whose first turn is the user's: a missing turn is filled. */
export function withFirstQuestion(messages: readonly Message[]): readonly Message[] {
  const spoken = withQuestion(messages);
  const first = spoken.findIndex(({ role }) => role !== 'system');
  if (spoken[first]?.role !== 'assistant') return spoken;
  return [...spoken.slice(0, first), asked(missingQuestion), ...spoken.slice(first)];
}

function askedByInstructions(instructions: readonly Message[]): readonly Message[] {
  const last = instructions.at(-1);
  if (last?.role !== 'system') return [asked(missingQuestion)];
  const { text, cacheBreakpoint } = last;
  const part = { type: 'text' as const, text, ...(cacheBreakpoint !== undefined && { cacheBreakpoint }) };
  return instructions.with(-1, { role: 'user', parts: [part] });
}

function asked(text: string): Message {
  return { role: 'user', parts: [{ type: 'text', text }] };
}

function hasBlank(message: Message): boolean {
  switch (message.role) {
    case 'system':
      return isBlank(message.text);
    case 'user':
    case 'assistant':
      return message.parts.some(isBlankPart);
    case 'tool':
      return false;
    default:
      return message satisfies never;
  }
}

function withoutBlanks(message: Message): readonly Message[] {
  if (!hasBlank(message)) return [message];
  if (message.role === 'user') {
    const parts = message.parts.filter((part) => !isBlankPart(part));
    return parts.length === 0 ? [] : [{ ...message, parts }];
  }
  if (message.role === 'assistant') {
    const parts = message.parts.filter((part) => !isBlankPart(part));
    return parts.length === 0 ? [] : [{ ...message, parts }];
  }
  return [];
}

/** A part with a provider's state goes back to it unchanged. */
function isBlankPart(part: AssistantPart): boolean {
  return part.type === 'text' && part.state === undefined && isBlank(part.text);
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}
