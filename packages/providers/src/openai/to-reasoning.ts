import type { AssistantPart, ReasoningPart } from '../contract/message.ts';
import { isCallersOwn, ownState } from '../contract/provider-state.ts';
import { type JsonObject, readList, readObject } from '../json/read-json-value.ts';
import { dropPart, type WriteContext } from '../messages/write-context.ts';
import type { OpenAiDialect, ReasoningField } from './dialect.ts';

/** The reasoning of an earlier answer as members of its message, and as parts of its content. */
export type WrittenReasoning = { members: JsonObject; thinking: readonly JsonObject[] };

/**
 * Writes reasoning into its original member, with OpenRouter's details and LiteLLM's blocks unchanged. A caller's own
 * reasoning goes into this provider's member for it. Another provider's reasoning is dropped.
 */
export function toReasoning(
  parts: readonly AssistantPart[],
  path: string,
  dialect: OpenAiDialect,
  context: WriteContext,
): WrittenReasoning {
  const members: Record<string, unknown> = {};
  const details: unknown[] = [];
  const blocks: unknown[] = [];
  const thinking: JsonObject[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.type !== 'reasoning') continue;
    const state = ownState(part.state, context);
    for (const detail of readList(state?.reasoning_details)) (isBlock(detail) ? blocks : details).push(detail);
    const field = fieldOf(part, state, dialect);
    if (isCallersOwn(part) && state === null && field === null)
      dropPart(context, `${path}.parts.${index}`, 'the reasoning of an earlier answer');
    if (field === null) continue;
    if (field === 'thinking') thinking.push({ type: 'thinking', thinking: [{ type: 'text', text: part.text }] });
    else members[field] = `${members[field] ?? ''}${part.text}`;
  }
  if (details.length > 0) members.reasoning_details = details;
  if (blocks.length > 0) members.thinking_blocks = blocks;
  return { members, thinking };
}

/** Whether a detail came as one of LiteLLM's `thinking_blocks`. */
function isBlock(detail: unknown): boolean {
  const type = readObject(detail)?.type;
  return type === 'thinking' || type === 'redacted_thinking';
}

function fieldOf(part: ReasoningPart, state: JsonObject | null, dialect: OpenAiDialect): ReasoningField | null {
  if (part.text === '') return null;
  if (isCallersOwn(part) && state === null) return dialect.reasoningField;
  const field = state?.field;
  return field === 'reasoning_content' || field === 'reasoning' || field === 'thinking' ? field : null;
}
