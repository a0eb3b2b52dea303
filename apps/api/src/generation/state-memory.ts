import { createHash } from 'node:crypto';
import {
  type AssistantMessage,
  type AssistantPart,
  type Message,
  sizeOfState,
  type ToolCallPart,
} from '@penstock/providers';

/**
 * The bounds of the memory: answers with tool calls, characters of all answers together, and characters of one answer.
 */
export type StateMemoryBounds = { answers: number; characters: number; charactersOfOne: number };

export const defaultStateMemory: StateMemoryBounds = {
  answers: 20_000,
  characters: 64 * 1024 * 1024,
  charactersOfOne: 2 * 1024 * 1024,
};

/** An answer with the keys of its calls. */
type Remembered = { parts: readonly AssistantPart[]; keys: readonly string[]; characters: number };

/**
 * Keeps the provider state of answers for the next turn, for clients whose libraries drop unknown members. An answer is
 * found by its tool calls: owner, id, name and arguments. It is kept within the bounds, in the memory of this process.
 * The oldest answers are forgotten first.
 */
export class StateMemory {
  readonly #bounds: StateMemoryBounds;
  /** In order of arrival. */
  readonly #byCall = new Map<string, Remembered>();
  #answers = 0;
  #characters = 0;

  constructor(bounds: StateMemoryBounds = defaultStateMemory) {
    this.#bounds = bounds;
  }

  /** Keeps the parts of an answer with tool calls, if they have state for the next turn. */
  remember(owner: string, parts: readonly AssistantPart[]): void {
    const calls = parts.filter((part) => part.type === 'tool-call');
    if (calls.length === 0 || parts.every(({ state }) => state === undefined)) return;
    const characters = parts.reduce((sum, part) => sum + sizeOf(part), 0);
    if (characters > this.#bounds.charactersOfOne) return;
    const keys = [...new Set(calls.map((call) => keyOf(owner, call)))];
    for (const key of keys) this.#forget(this.#byCall.get(key));
    const remembered: Remembered = { parts, keys, characters };
    for (const key of keys) this.#byCall.set(key, remembered);
    this.#answers += 1;
    this.#characters += characters;
    while (this.#answers > this.#bounds.answers || this.#characters > this.#bounds.characters) {
      this.#forget(this.#byCall.values().next().value);
    }
  }

  /** Restores the provider state that messages lack. Returns the same list if they lack none, or if none is known. */
  restore(owner: string, messages: readonly Message[]): readonly Message[] {
    if (this.#answers === 0) return messages;
    let restored: Message[] | null = null;
    for (const [index, message] of messages.entries()) {
      if (message.role !== 'assistant') continue;
      const parts = this.#restoreParts(owner, message);
      if (parts === message.parts) continue;
      restored ??= [...messages];
      restored[index] = { ...message, parts };
    }
    return restored ?? messages;
  }

  /** The whole answer if the client sent it back unchanged, else the states of its calls. */
  #restoreParts(owner: string, { parts }: AssistantMessage): AssistantMessage['parts'] {
    const call = parts.find((part) => part.type === 'tool-call');
    if (call === undefined || parts.some((part) => part.type === 'reasoning' && part.state !== undefined)) return parts;
    const found = this.#byCall.get(keyOf(owner, call));
    if (found === undefined) return parts;
    if (isSameAnswer(found.parts, parts)) return withOptionsOf(parts, found.parts);
    return parts.map((part) => (part.type === 'tool-call' ? this.#withState(owner, part) : part));
  }

  #withState(owner: string, call: ToolCallPart): ToolCallPart {
    if (call.state !== undefined) return call;
    const known = this.#byCall.get(keyOf(owner, call))?.parts;
    const state = known?.find((part) => part.type === 'tool-call' && part.id === call.id)?.state;
    return state === undefined ? call : { ...call, state };
  }

  #forget(remembered: Remembered | undefined): void {
    if (remembered === undefined) return;
    for (const key of remembered.keys) if (this.#byCall.get(key) === remembered) this.#byCall.delete(key);
    this.#answers -= 1;
    this.#characters -= remembered.characters;
  }
}

function keyOf(owner: string, { id, name, arguments: text }: ToolCallPart): string {
  return createHash('sha256')
    .update(JSON.stringify([owner, id, name, plain(text)]))
    .digest('base64');
}

/** Clients parse arguments and write them again, so white space does not count. */
function plain(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

function sizeOf(part: AssistantPart): number {
  const text = part.type === 'text' || part.type === 'reasoning' ? part.text.length : 0;
  const call = part.type === 'tool-call' ? part.name.length + part.arguments.length : 0;
  const data = 'source' in part && part.source.type === 'base64' ? part.source.data.length : 0;
  const image = part.type === 'image' && part.image.type === 'base64' ? part.image.data.length : 0;
  return text + call + data + image + sizeOfState(part.state);
}

/** Whether text and calls are the same. Reasoning does not count, since many clients drop it. */
function isSameAnswer(known: readonly AssistantPart[], given: readonly AssistantPart[]): boolean {
  return textOf(known) === textOf(given) && callsOf(known) === callsOf(given);
}

function textOf(parts: readonly AssistantPart[]): string {
  return parts
    .flatMap((part) => (part.type === 'text' ? part.text : []))
    .join('')
    .trim();
}

function callsOf(parts: readonly AssistantPart[]): string {
  return JSON.stringify(
    parts.flatMap((part) => (part.type === 'tool-call' ? [[part.id, part.name, plain(part.arguments)]] : [])),
  );
}

/** Keeps the caller's cache breakpoint and provider options at the end of an answer. */
function withOptionsOf(given: readonly AssistantPart[], known: readonly AssistantPart[]): readonly AssistantPart[] {
  const { cacheBreakpoint, providerOptions } = given.at(-1) ?? {};
  if (cacheBreakpoint === undefined && providerOptions === undefined) return known;
  const marks = {
    ...(cacheBreakpoint !== undefined && { cacheBreakpoint }),
    ...(providerOptions !== undefined && { providerOptions }),
  };
  return known.map((part, index) => (index === known.length - 1 ? { ...part, ...marks } : part));
}
