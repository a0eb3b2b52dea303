import type { AssistantPart, ContentPart, Message, TextPart, ToolResultPart } from '../contract/message.ts';
import { ownState, type StateReader } from '../contract/provider-state.ts';
import { type JsonObject, readList, readObject, readText } from '../json/read-json-value.ts';
import { cannotSend, dropPart, type WriteContext } from './write-context.ts';

type Part = AssistantPart | ContentPart | ToolResultPart;

/** The maximum warnings about blocks of one request. */
const mostWarnings = 50;

/**
 * A block of content that Penstock does not interpret, such as the result of a provider's own tool. It is a text part
 * without text, and its state is the block. `providerId` null: the caller's protocol does not tell the provider.
 */
export function nativePart(dialect: string, block: JsonObject, providerId: string | null = null): TextPart {
  return { type: 'text', text: '', state: { providerId, dialect, value: { block } } };
}

/** The block of such a part, also of another provider's. Null for any other part. */
export function nativeBlockOf(part: Part): JsonObject | null {
  return part.type === 'text' && part.text === '' ? readObject(part.state?.value.block) : null;
}

/** The block of such a part if this provider may have it. Null for any other part. */
export function ownBlockOf(part: Part, reader: StateReader): JsonObject | null {
  return nativeBlockOf(part) === null ? null : readObject(ownState(part.state, reader)?.block);
}

/**
 * The conversation without the blocks that this provider cannot read. The words of a document or a search result become
 * a text. Each block causes a warning. Throws a `BadRequestError` for an image or a document stored at Anthropic,
 * because the answer would depend on it.
 */
export function withoutForeignBlocks(messages: readonly Message[], context: WriteContext): readonly Message[] {
  if (!messages.some((message) => message.role !== 'system' && message.parts.some(isNative))) return messages;
  let warned = 0;
  return messages.flatMap((message, index): readonly Message[] => {
    if (message.role === 'system' || !message.parts.some(isNative)) return [message];
    const kept = <One extends Part>(parts: readonly One[]): readonly (One | TextPart)[] =>
      parts.flatMap((part, at): readonly (One | TextPart)[] => {
        const block = nativeBlockOf(part);
        if (block === null || ownBlockOf(part, context) !== null) return [part];
        const text = message.role === 'assistant' ? null : wordsOf(block);
        if (text === null && message.role !== 'assistant' && isFile(block)) {
          throw cannotSend(context, `messages.${index}.parts.${at}`, 'files kept by Anthropic');
        }
        if (warned++ < mostWarnings) warn(block, text, `messages.${index}.parts.${at}`, context);
        return text === null ? [] : [{ type: 'text', text }];
      });
    if (message.role === 'tool') return [{ ...message, parts: kept(message.parts) }];
    const parts = message.role === 'user' ? kept(message.parts) : kept(message.parts);
    return parts.length === 0 ? [] : [{ ...message, parts } as Message];
  });
}

function warn(block: JsonObject, text: string | null, path: string, context: WriteContext): void {
  const what = `a block of the type '${(readText(block.type) ?? 'unknown').slice(0, 80)}'`;
  if (text === null) {
    dropPart(context, path, what);
    return;
  }
  const message = `${context.providerId} does not accept ${what}; its content was sent as text.`;
  context.warnings.push({ path, action: 'converted', message });
}

/** The title, the source and the texts of a document or a search result. Null for a block without texts. */
function wordsOf(block: JsonObject): string | null {
  const { content } = readObject(block.source) ?? block;
  const texts =
    typeof content === 'string' ? [content] : readList(content).map((item) => readText(readObject(item)?.text));
  const said = texts.filter((text) => text !== null && text !== '');
  if (said.length === 0) return null;
  return [readText(block.title), readText(block.source), ...said].filter((text) => text !== null).join('\n');
}

function isFile({ type }: JsonObject): boolean {
  return type === 'image' || type === 'document';
}

function isNative(part: Part): boolean {
  return nativeBlockOf(part) !== null;
}
