import type { AssistantMessage, Message, SystemMessage, ToolMessage, UserMessage } from '../contract/message.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { withoutForeignBlocks } from './native-blocks.ts';
import { withFirstQuestion } from './with-question.ts';
import { type WriteContext, withOptions } from './write-context.ts';

/**
 * Writes one message in a dialect, as blocks of a turn. A message without blocks is omitted. `path`: the place of the
 * message in the request.
 */
export interface BlockWriter {
  /**
   * Instructions that stay in their place. Absent: the protocol has none there, and they come before the conversation.
   */
  system?(message: SystemMessage): readonly JsonObject[];
  user(message: UserMessage, path: string): readonly JsonObject[];
  assistant(message: AssistantMessage, path: string): readonly JsonObject[];
  tool(message: ToolMessage, path: string): readonly JsonObject[];
}

/** The consecutive messages of one side. At least one. */
export type Turn = { role: 'user' | 'assistant' | 'system'; blocks: JsonObject[] };

/** A conversation as two sides that take turns, with instructions between them if the protocol accepts those. */
export type Turns = {
  /** All instructions before the conversation that are not blank. */
  system: readonly SystemMessage[];
  turns: readonly Turn[];
};

/**
 * Groups a conversation into turns, for dialects with two sides. System text is separate, tool results are on the
 * user's side, and consecutive messages of one side are one turn. All results of parallel calls must be in one turn.
 * The options of a message go to its last block. The first turn is the user's: see `withFirstQuestion`.
 */
export function gatherTurns(messages: readonly Message[], context: WriteContext, write: BlockWriter): Turns {
  const system: SystemMessage[] = [];
  const turns: Turn[] = [];
  for (const [index, message] of withFirstQuestion(withoutForeignBlocks(messages, context)).entries()) {
    if (message.role === 'system') {
      if (message.isInPlace && write.system !== undefined && turns.length > 0) {
        turns.push({ role: 'system', blocks: [...write.system(message)] });
      } else system.push(message);
      continue;
    }
    const blocks = writeBlocks(message, `messages.${index}`, write);
    const last = blocks.at(-1);
    if (last === undefined) continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const written = [...blocks.slice(0, -1), withOptions(last, message.providerOptions, context)];
    const open = turns.at(-1);
    if (open?.role === role) open.blocks.push(...written);
    else turns.push({ role, blocks: written });
  }
  return { system, turns };
}

function writeBlocks(
  message: Exclude<Message, SystemMessage>,
  path: string,
  write: BlockWriter,
): readonly JsonObject[] {
  switch (message.role) {
    case 'user':
      return write.user(message, path);
    case 'assistant':
      return write.assistant(message, path);
    case 'tool':
      return write.tool(message, path);
    default:
      return message satisfies never;
  }
}

/** All instructions, with blank lines between them. Empty for none. */
export function joinInstructions(system: readonly SystemMessage[]): string {
  return system.map(({ text }) => text).join('\n\n');
}
