import {
  type AssistantPart,
  customInput,
  type ImagePart,
  isCustomTool,
  type ProviderState,
  type TokenLogprob,
  type ToolCall,
} from '@penstock/providers';
import type { ChatCall } from '@penstock/router';
import { isPlainText } from '../../generation/generation-request.ts';
import type { KnownAnswer } from '../../generation/known-answers.ts';
import { bareJson } from '../../generation/mend-json.ts';
import { annotationsOf } from '../openai/annotations-of.ts';
import { membersOf, nativeItemOf } from './own-members.ts';
import { type ItemKind, itemId } from './response-ids.ts';
import { sealState } from './sealed-state.ts';

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** An item of an answer, with its part. */
export type AnswerItem = { item: object & { id: string }; part: AssistantPart };

/** Makes the ids of one answer, in the order of its parts, counted by kind. */
export class ItemIds {
  readonly #generationId: string;
  readonly #counts: Partial<Record<ItemKind, number>> = {};

  constructor(generationId: string) {
    this.#generationId = generationId;
  }

  next(kind: ItemKind): string {
    const number = this.#counts[kind] ?? 0;
    this.#counts[kind] = number + 1;
    return itemId(kind, this.#generationId, number);
  }
}

/**
 * The items of an answer, in the order of its parts. If the answer is incomplete, so is the last item. `logprobs`: of
 * its text, if it has one.
 */
export function toItems(
  { id, parts, request, finishReason, providerMetadata }: KnownAnswer,
  logprobs: readonly TokenLogprob[] = [],
): readonly AnswerItem[] {
  const ids = new ItemIds(id);
  const isCustom = customNames(request.call);
  const isOnly = hasOneText(parts);
  const isJson = !isPlainText(request.call) && parts.filter(({ type }) => type === 'text').length === 1;
  const last = parts.length - 1;
  const late = lateAnnotations({ parts, providerMetadata });
  return parts.flatMap((part, index): readonly AnswerItem[] => {
    const status = index === last && finishReason === 'length' ? 'incomplete' : 'completed';
    switch (part.type) {
      case 'text': {
        if (part.text === '' && part.state !== undefined) {
          const native = nativeItemOf(part.state);
          if (native !== null) return [{ item: native, part }];
        }
        if (part.text === '')
          return part.state ? [{ item: toReasoningItem(ids.next('rs'), '', part.state, 'text'), part }] : [];
        const text = isJson && !part.isRefusal ? bareJson(part.text) : part.text;
        const isRefusal = part.isRefusal === true;
        const facts = { annotations: citedBy(part.state, late), logprobs: isOnly ? logprobs : [] };
        const item = toMessageItem(ids.next('msg'), text, status, isRefusal, part.state, facts);
        return [{ item, part }];
      }
      case 'reasoning':
        return [{ item: toReasoningItem(ids.next('rs'), part.text, part.state), part }];
      case 'tool-call': {
        const custom = isCustom(part.name);
        return [{ item: toCallItem(ids.next(custom ? 'ctc' : 'fc'), part, 'completed', custom, part.state), part }];
      }
      case 'image':
        return [{ item: toImageItem(ids.next('ig'), part), part }];
      case 'file':
      case 'audio':
        return [];
      default:
        return part satisfies never;
    }
  });
}

/** Whether an answer has exactly one text, to which all log probabilities belong. */
function hasOneText(parts: readonly AssistantPart[]): boolean {
  return parts.filter((part) => part.type === 'text' && part.text !== '').length === 1;
}

/**
 * The sources of an answer in OpenAI's other protocol, which come at its end. They belong to its only text, if nothing
 * else is said after it.
 */
export function lateAnnotations({
  parts,
  providerMetadata,
}: Pick<KnownAnswer, 'parts' | 'providerMetadata'>): readonly object[] {
  const annotations = providerMetadata?.annotations;
  if (!Array.isArray(annotations) || !hasOneText(parts)) return [];
  const last = parts.findLast((part) => part.type === 'tool-call' || ('text' in part && part.text !== ''));
  if (last?.type !== 'text') return [];
  const place = { start_index: 0, end_index: last.text.length, title: '' };
  return annotations.flatMap((one) =>
    isUrlCitation(one) ? [{ type: 'url_citation', ...place, ...one.url_citation }] : [],
  );
}

function isUrlCitation(value: unknown): value is { url_citation: object } {
  const cited = typeof value === 'object' && value !== null ? Reflect.get(value, 'url_citation') : null;
  return typeof cited === 'object' && cited !== null;
}

/** The sources of a text; `late` if they did not come with it. */
export function citedBy(state: ProviderState | undefined, late: readonly object[]): readonly unknown[] {
  const own = annotationsOf(state);
  return own.length > 0 ? own : late;
}

/** Returns a check whether a name belongs to a custom tool. */
export function customNames({ tools }: ChatCall): (name: string) => boolean {
  const names = new Set(tools.filter(isCustomTool).map(({ name }) => name));
  return (name) => names.has(name);
}

export function toMessageItem(
  id: string,
  text: string,
  status: ItemStatus,
  isRefusal = false,
  state?: ProviderState,
  facts: TextFacts = {},
) {
  const said = isRefusal ? toRefusalPart(text) : toTextPart(text, facts);
  const content = status === 'in_progress' ? [] : [said];
  return { id, type: 'message', status, role: 'assistant', content, ...membersOf(state), ...ownState(state) };
}

type TextFacts = { annotations?: readonly unknown[]; logprobs?: readonly TokenLogprob[] };

export function toTextPart(text: string, { annotations = [], logprobs = [] }: TextFacts = {}) {
  return { type: 'output_text', annotations, logprobs, text };
}

export function toRefusalPart(refusal: string) {
  return { type: 'refusal', refusal };
}

/** `part`: the kind of part with a state and without text. */
export function toReasoningItem(
  id: string,
  text: string,
  state?: ProviderState,
  part: 'reasoning' | 'text' = 'reasoning',
) {
  const summary = text === '' ? [] : [toSummaryPart(text)];
  return { id, type: 'reasoning', summary, ...(state && { encrypted_content: sealState({ state, part }) }) };
}

export function toSummaryPart(text: string) {
  return { type: 'summary_text', text };
}

export function toCallItem(
  id: string,
  { id: call_id, name, arguments: text }: ToolCall,
  status: ItemStatus,
  isCustom: boolean,
  state?: ProviderState,
) {
  if (isCustom) {
    const input = status === 'in_progress' ? '' : customInput(text);
    return { id, type: 'custom_tool_call', status, call_id, name, input, ...membersOf(state), ...ownState(state) };
  }
  return { id, type: 'function_call', status, arguments: text, call_id, name, ...membersOf(state), ...ownState(state) };
}

export function toImageItem(id: string, { image }: ImagePart) {
  const result = image.type === 'url' ? image.url : image.data;
  return { id, type: 'image_generation_call', status: 'completed', result };
}

/** The state of a text or a call for the next turn. Clients that keep unknown members send it back. */
function ownState(state: ProviderState | undefined) {
  return state === undefined ? {} : { penstock: { state: sealState({ state, part: 'text' }) } };
}
