import type { AssistantPart, ContentPart, Message, TextPart, ToolResultPart } from '../contract/message.ts';
import { ownState, type StateReader } from '../contract/provider-state.ts';
import { type JsonObject, readObject, readText } from '../json/read-json-value.ts';
import { dropPart, type WriteContext } from './write-context.ts';

type Part = AssistantPart | ContentPart | ToolResultPart;

/** The most warnings about blocks of one request. */
const mostWarnings = 50;

/**
 * A block of content that has no meaning here, such as the result of a provider's own tool. It is a text part without
 * text, and its state is the block. `providerId` null: the caller's protocol does not say whose it is.
 */
export function nativePart(dialect: string, block: JsonObject, providerId: string | null = null): TextPart {
  return { type: 'text', text: '', state: { providerId, dialect, value: { block } } };
}

/** The block of such a part, also one of another provider; null for any other part. */
export function nativeBlockOf(part: Part): JsonObject | null {
  return part.type === 'text' && part.text === '' ? readObject(part.state?.value.block) : null;
}

/** The block of such a part where this provider may have it; null for any other part. */
export function ownBlockOf(part: Part, reader: StateReader): JsonObject | null {
  return nativeBlockOf(part) === null ? null : readObject(ownState(part.state, reader)?.block);
}

/** The conversation without the blocks that this provider cannot read. Each one is warned of. */
export function withoutForeignBlocks(messages: readonly Message[], context: WriteContext): readonly Message[] {
  if (!messages.some((message) => message.role !== 'system' && message.parts.some(isNative))) return messages;
  let warned = 0;
  return messages.flatMap((message, index): readonly Message[] => {
    if (message.role === 'system' || !message.parts.some(isNative)) return [message];
    const kept = <One extends Part>(parts: readonly One[]): readonly One[] =>
      parts.filter((part, at) => {
        const block = nativeBlockOf(part);
        if (block === null || ownBlockOf(part, context) !== null) return true;
        const kind = (readText(block.type) ?? 'unknown').slice(0, 80);
        if (warned++ < mostWarnings)
          dropPart(context, `messages.${index}.parts.${at}`, `a block of the type '${kind}'`);
        return false;
      });
    if (message.role === 'tool') return [{ ...message, parts: kept(message.parts) }];
    const parts = message.role === 'user' ? kept(message.parts) : kept(message.parts);
    return parts.length === 0 ? [] : [{ ...message, parts } as Message];
  });
}

function isNative(part: Part): boolean {
  return nativeBlockOf(part) !== null;
}
