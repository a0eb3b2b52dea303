import {
  type AssistantPart,
  nativeBlockOf,
  type ProviderState,
  type ReasoningPart,
  type TextPart,
  type ToolCallPart,
  toArgumentsObject,
} from '@penstock/providers';
import { writeOpaqueState } from './opaque-state.ts';

export type ContentBlock = { readonly type: string } & Readonly<Record<string, unknown>>;

/**
 * The blocks of one part of an answer; empty if this protocol has no form for it. `showsThoughts`: whether the client
 * has requested reasoning.
 */
export function toContentBlocks(part: AssistantPart, showsThoughts: boolean): readonly ContentBlock[] {
  switch (part.type) {
    case 'text':
      return toTextBlocks(part);
    case 'reasoning':
      return toThoughtBlocks(part, showsThoughts);
    case 'tool-call':
      return toCallBlocks(part, showsThoughts);
    case 'image': {
      const { image } = part;
      const source =
        image.type === 'url'
          ? { type: 'url', url: image.url }
          : { type: 'base64', media_type: image.mediaType, data: image.data };
      return [{ type: 'image', source }];
    }
    case 'file':
    case 'audio':
      return [];
    default:
      return part satisfies never;
  }
}

function toTextBlocks(part: TextPart): readonly ContentBlock[] {
  const native = nativeBlockOf(part);
  if (native !== null && part.state?.dialect === 'anthropic') return [native as ContentBlock];
  if (part.text === '') return [];
  const citations = citationsOf(part.state);
  return [{ type: 'text', text: part.text, ...(citations.length > 0 && { citations }) }];
}

/** The sources that Anthropic's models cite. */
export function citationsOf(state: ProviderState | undefined): readonly unknown[] {
  const citations = state?.dialect === 'anthropic' ? state.value.citations : null;
  return Array.isArray(citations) ? citations : [];
}

function toThoughtBlocks({ text, state }: ReasoningPart, showsThoughts: boolean): readonly ContentBlock[] {
  // Clients that did not request reasoning take the first block for the text.
  if (!showsThoughts) return [];
  const hidden = hiddenThought(state);
  if (hidden !== null && text === '') return [hidden];
  return [{ type: 'thinking', thinking: text, signature: signatureOf(state) }];
}

/** Reasoning without text. Null for visible reasoning, or if there is nothing to send back. */
function hiddenThought(state: ProviderState | undefined): ContentBlock | null {
  if (state === undefined) return null;
  const { dialect, value } = state;
  if (dialect !== 'anthropic') return { type: 'redacted_thinking', data: writeOpaqueState(state) };
  return value.type === 'redacted_thinking' ? { type: 'redacted_thinking', data: value.data } : null;
}

/** The state that must come back with visible reasoning: Anthropic's own signature, or another provider's state. */
export function signatureOf(state: ProviderState | undefined): string {
  if (state === undefined) return '';
  if (state.dialect !== 'anthropic') return writeOpaqueState(state);
  return typeof state.value.signature === 'string' ? state.value.signature : '';
}

/** A call, after the state of another provider than Anthropic. */
function toCallBlocks(
  { id, name, arguments: text, state }: ToolCallPart,
  showsThoughts: boolean,
): readonly ContentBlock[] {
  const call = { type: 'tool_use', id, name, input: toArgumentsObject(text) };
  const carrier = showsThoughts ? stateCarrier(id, state) : null;
  return carrier === null ? [call] : [carrier, call];
}

/** The block with the state of a call; null for none. */
export function stateCarrier(callId: string, state: ProviderState | undefined): ContentBlock | null {
  if (state === undefined || state.dialect === 'anthropic') return null;
  return { type: 'redacted_thinking', data: writeOpaqueState(state, callId) };
}
