import { createHash } from 'node:crypto';
import type { AssistantPart, Message } from '../contract/message.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import type { ToolChoice } from '../contract/tool.ts';

/** Characters of the mark at the end of a shortened name, with the line before it. */
const markLength = 9;

type Batches = AsyncIterable<readonly StreamEvent[]>;

/** A request whose tools have shorter names, and the reverse mapping. */
export type ShortenedNames = {
  request: ModelRequest;
  /** Restores the caller's names in the calls of an answer. */
  restore(answer: Batches): Batches;
};

/**
 * Shortens tool names that exceed a protocol's maximum. The same name always gives the same shorter name, so a
 * conversation can continue. Null if no name is too long.
 */
export function shortenToolNames(request: ModelRequest, longest: number): ShortenedNames | null {
  const long = new Set<string>();
  const note = (name: string): void => {
    if (name.length > longest) long.add(name);
  };
  for (const { name } of request.tools) note(name);
  for (const message of request.messages) {
    if (message.role === 'tool') note(message.toolName);
    if (message.role === 'assistant') for (const part of message.parts) if (part.type === 'tool-call') note(part.name);
  }
  if (long.size === 0) return null;
  const whole = new Map<string, string>();
  for (const name of long) whole.set(shorten(name, longest), name);
  const write = (name: string): string => (name.length > longest ? shorten(name, longest) : name);
  return {
    request: {
      ...request,
      tools: request.tools.map((tool) => ({ ...tool, name: write(tool.name) })),
      toolChoice: request.toolChoice === null ? null : writeChoice(request.toolChoice, write),
      messages: request.messages.map((message) => writeMessage(message, write)),
    },
    restore: (answer) => mapBatches(answer, (event) => restoreEvent(event, whole)),
  };
}

/** The beginning of the name, and a mark that distinguishes it from other names with the same beginning. */
function shorten(name: string, longest: number): string {
  const mark = createHash('sha256')
    .update(name)
    .digest('hex')
    .slice(0, markLength - 1);
  return `${name.slice(0, longest - markLength)}_${mark}`;
}

function writeChoice(choice: ToolChoice, write: (name: string) => string): ToolChoice {
  if (choice.type === 'tool') return { ...choice, name: write(choice.name) };
  return choice.type === 'allowed' ? { ...choice, names: choice.names.map(write) } : choice;
}

function writeMessage(message: Message, write: (name: string) => string): Message {
  if (message.role === 'tool') return { ...message, toolName: write(message.toolName) };
  if (message.role !== 'assistant') return message;
  const parts = message.parts.map(
    (part): AssistantPart => (part.type === 'tool-call' ? { ...part, name: write(part.name) } : part),
  );
  return { ...message, parts };
}

function restoreEvent(event: StreamEvent, whole: ReadonlyMap<string, string>): StreamEvent {
  if (event.type !== 'tool-call-start' && event.type !== 'tool-call-end') return event;
  const name = whole.get(event.name);
  return name === undefined ? event : { ...event, name };
}

/** A manual iterator, because a waiting async generator cannot be returned. */
function mapBatches(answer: Batches, map: (event: StreamEvent) => StreamEvent): Batches {
  return {
    [Symbol.asyncIterator]() {
      const inner = answer[Symbol.asyncIterator]();
      return {
        next: async () => {
          const { value, done } = await inner.next();
          return done === true ? { value: undefined, done } : { value: value.map(map), done: false };
        },
        return: async () => {
          await inner.return?.();
          return { value: undefined, done: true };
        },
      };
    },
  };
}
