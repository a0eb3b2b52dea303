import type { AssistantPart, ProviderState, ReasoningPart } from '@penstock/providers';
import { parseStateObject } from '../../generation/input/parse-provider-members.ts';
import type { StateTag } from './state-members.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The members of an earlier answer with reasoning and state, as the client sent them back. */
export type ReturnedMembers = {
  reasoning_content?: string | null | undefined;
  /** Another name of `reasoning_content`, which some providers use. */
  reasoning?: string | null | undefined;
  reasoning_details?: readonly JsonObject[] | null | undefined;
  penstock?: StateTag | null | undefined;
};

/** Dialects whose state is stored in the form of the field, without the name of the dialect. */
const inOpenAiForm: ReadonlySet<string> = new Set(['openai', 'google']);

/** A part with its place in the answer; null if the place is unknown. */
type Placed = { part: ReasoningPart; index: number | null };

/**
 * Assembles an earlier answer. Reasoning keeps its place, or comes first. Then come the text and the calls. Without the
 * mark of a provider (`penstock`), any provider that can read the state gets it. Throws an `InputError` for details
 * that are too large.
 */
export function assembleAnswer(
  members: ReturnedMembers,
  others: readonly AssistantPart[],
  path: string,
): readonly AssistantPart[] {
  const reasoning = readReasoning(members, path);
  const first = reasoning.filter(({ index }) => index === null).map(({ part }) => part);
  const placed = reasoning
    .filter((one): one is Placed & { index: number } => one.index !== null)
    .sort((left, right) => left.index - right.index);
  const parts: AssistantPart[] = [...first];
  let taken = 0;
  for (const { part, index } of placed) {
    while (parts.length < index && taken < others.length) parts.push(others[taken++] as AssistantPart);
    parts.push(part);
  }
  return [...parts, ...others.slice(taken)];
}

/**
 * The state of a text or a call in its `extra_content`; undefined for none. Throws an `InputError` if it is too large.
 */
export function readExtraContent(
  extra: unknown,
  tag: StateTag | null | undefined,
  path: string,
): ProviderState | undefined {
  if (extra == null) return undefined;
  const extra_content = parseStateObject(extra, path);
  const own = tag == null ? undefined : extra_content[tag.dialect];
  if (tag != null && !inOpenAiForm.has(tag.dialect) && isObject(own)) {
    return { providerId: tag.provider, dialect: tag.dialect, value: own };
  }
  return { providerId: tag?.provider ?? null, dialect: 'openai', value: { extra_content } };
}

function readReasoning(members: ReturnedMembers, path: string): readonly Placed[] {
  const { reasoning_details: details, penstock: tag } = members;
  const text = members.reasoning_content || members.reasoning || '';
  if (details == null || details.length === 0) return text === '' ? [] : [toShown(text, tag)];
  parseStateObject({ details }, `${path}.reasoning_details`);
  if (tag != null && tag.dialect !== 'openai') return details.map((detail) => toThought(detail, tag));
  const came = members.reasoning_content ? 'reasoning_content' : 'reasoning';
  const field = tag?.reasoning_field ?? (tag == null ? came : 'reasoning_content');
  const value = { ...(text !== '' && { field }), reasoning_details: details };
  const state = { providerId: tag?.provider ?? null, dialect: 'openai', value };
  return [{ part: { type: 'reasoning', text, state }, index: null }];
}

/** Reasoning that its provider needs back in the same member. Without a mark it was written by the caller. */
function toShown(text: string, tag: StateTag | null | undefined): Placed {
  if (tag == null) return { part: { type: 'reasoning', text }, index: null };
  const value = tag.dialect === 'openai' ? { field: tag.reasoning_field ?? 'reasoning_content' } : {};
  const state = { providerId: tag.provider, dialect: tag.dialect, value };
  return { part: { type: 'reasoning', text, state }, index: null };
}

function toThought(detail: JsonObject, tag: StateTag): Placed {
  const { text, index, state } = detail;
  const own: ProviderState = isObject(state)
    ? { providerId: tag.provider, dialect: tag.dialect, value: state }
    : { providerId: tag.provider, dialect: 'openai', value: { reasoning_details: [detail] } };
  return {
    part: { type: 'reasoning', text: typeof text === 'string' ? text : '', state: own },
    index: typeof index === 'number' ? index : null,
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
