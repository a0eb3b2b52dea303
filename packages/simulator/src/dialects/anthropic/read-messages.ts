import type { Question, SeenImage, Turn } from '../../answer/question.ts';
import { listAt, recordAt, stringAt } from '../../json-value.ts';
import { invalid } from '../read-request.ts';
import { thinkingSignature } from './write-answer.ts';

/** Reads the conversation. An assistant message at the end is the prefill. */
export function readAnthropicMessages(messages: readonly unknown[]): Pick<Question, 'turns' | 'prefill'> {
  const turns: Turn[] = [];
  const toolNames = new Map<string, string>();
  for (const [index, message] of messages.entries()) turns.push(...readTurns(message, index, toolNames));
  const last = turns.at(-1);
  if (last?.role !== 'assistant' || last.calls.length > 0) return { turns, prefill: null };
  if (/\s$/.test(last.text)) throw invalid('messages: final assistant content cannot end with trailing whitespace');
  return { turns: turns.slice(0, -1), prefill: last.text };
}

/** One message may hold tool results and the user's text. Each becomes a turn. */
function readTurns(message: unknown, index: number, toolNames: Map<string, string>): Turn[] {
  const role = stringAt(message, 'role');
  const content = recordAt({ message }, 'message')?.content;
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : listAt(message, 'content');
  if (blocks.length === 0) throw invalid(`messages.${index}.content: Field required`);
  const text = readBlocksText(blocks);
  if (role === 'assistant') {
    for (const [at, block] of blocks.entries()) checkThinking(block, `messages.${index}.content.${at}`);
    const calls = ofType(blocks, 'tool_use').map((block) => ({
      id: stringAt(block, 'id') ?? '',
      name: stringAt(block, 'name') ?? '',
    }));
    for (const { id, name } of calls) toolNames.set(id, name);
    return [{ role, text, calls }];
  }
  if (role !== 'user') throw invalid(`messages.${index}.role: Input should be 'user' or 'assistant'`);
  const results: Turn[] = ofType(blocks, 'tool_result').map((block) => readResult(block, index, toolNames));
  const images = ofType(blocks, 'image').map((block) => readImage(block, index));
  const documents = ofType(blocks, 'document');
  if (text === '' && images.length + documents.length + results.length === 0)
    throw invalid(`messages.${index}: user messages must have non-empty content`);
  const saysMore = text !== '' || images.length + documents.length > 0;
  return saysMore ? [...results, { role, text, images }] : results;
}

/** Thinking must come back unchanged or be left out. */
function checkThinking(block: unknown, path: string): void {
  if (stringAt(block, 'type') !== 'thinking') return;
  const signature = stringAt(block, 'signature');
  if (signature === null) throw invalid(`${path}.thinking.signature: Field required`);
  if (signature !== thinkingSignature) throw invalid(`${path}: Invalid \`signature\` in \`thinking\` block`);
}

function readResult(block: unknown, index: number, toolNames: ReadonlyMap<string, string>): Turn {
  const id = stringAt(block, 'tool_use_id') ?? '';
  const toolName = toolNames.get(id);
  if (toolName === undefined) {
    throw invalid(
      `messages.${index}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
    );
  }
  const text = stringAt(block, 'content') ?? readBlocksText(listAt(block, 'content'));
  return { role: 'tool', toolName, text };
}

function readImage(block: unknown, index: number): SeenImage {
  const source = recordAt(block, 'source');
  const url = stringAt(source, 'url');
  if (url !== null) return { url };
  const mediaType = stringAt(source, 'media_type');
  const data = stringAt(source, 'data');
  if (mediaType === null || data === null || data === '')
    throw invalid(`messages.${index}.content.0.image.source: Field required`);
  if (!/^image\/(jpeg|png|gif|webp)$/.test(mediaType)) {
    throw invalid(
      `messages.${index}.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'`,
    );
  }
  return { mediaType, data };
}

/** The text of a string or of a list of blocks. */
export function readBlocksText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return ofType(content, 'text')
    .map((block) => stringAt(block, 'text') ?? '')
    .join('\n');
}

function ofType(blocks: readonly unknown[], type: string): readonly unknown[] {
  return blocks.filter((block) => stringAt(block, 'type') === type);
}
