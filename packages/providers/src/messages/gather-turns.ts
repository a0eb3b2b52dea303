import type { AssistantMessage, Message, ToolMessage, UserMessage } from '../contract/message.ts';
import type { JsonObject } from '../json/read-json-value.ts';

/** How a dialect writes what one message says, as blocks of a turn. A message without blocks is left out. */
export interface BlockWriter {
  user(message: UserMessage): readonly JsonObject[];
  assistant(message: AssistantMessage): readonly JsonObject[];
  tool(message: ToolMessage): readonly JsonObject[];
}

/** What one side says until the other takes its turn. Never empty. */
export type Turn = { role: 'user' | 'assistant'; blocks: JsonObject[] };

/** A conversation as two sides that take turns. */
export type Turns = {
  /** All instructions, blank lines between them; empty for none. */
  system: string;
  turns: readonly Turn[];
};

/**
 * Gathers a conversation into turns, for dialects that know two sides alone: system text apart, tool results on the
 * side of the user, and neighbours of one side as one turn (all results of parallel calls must stand in one).
 */
export function gatherTurns(messages: readonly Message[], write: BlockWriter): Turns {
  const system: string[] = [];
  const turns: Turn[] = [];
  for (const message of messages) {
    switch (message.role) {
      case 'system':
        if (message.text !== '') system.push(message.text);
        break;
      case 'user':
        addBlocks(turns, 'user', write.user(message));
        break;
      case 'assistant':
        addBlocks(turns, 'assistant', write.assistant(message));
        break;
      case 'tool':
        addBlocks(turns, 'user', write.tool(message));
        break;
      default:
        message satisfies never;
    }
  }
  return { system: system.join('\n\n'), turns };
}

function addBlocks(turns: Turn[], role: Turn['role'], blocks: readonly JsonObject[]): void {
  if (blocks.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.blocks.push(...blocks);
  else turns.push({ role, blocks: [...blocks] });
}
