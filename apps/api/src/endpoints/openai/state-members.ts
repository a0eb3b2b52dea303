import type { AssistantPart, ProviderState, ReasoningPart } from '@penstock/providers';

type JsonObject = Readonly<Record<string, unknown>>;

/** The owner of the state in a message. It is sent as `penstock`. With it, only that provider gets the state back. */
export type StateTag = {
  provider: string;
  dialect: string;
  /** The provider's own name of `reasoning_content`. Absent: the same name. */
  reasoning_field?: string;
};

/** The members of an answer beside its text and its calls. Empty ones are left out. */
export type StateMembers = {
  reasoning_details?: readonly JsonObject[];
  extra_content?: JsonObject;
  penstock?: StateTag;
};

/** OpenRouter's name of the signatures of Claude. */
const claudeFormat = 'anthropic-claude-v1';

/**
 * Writes the state for the next turn in the usual members: `reasoning_details` in OpenRouter's form, `extra_content` in
 * Google's form. If several providers made an answer, the last one counts.
 */
export function toStateMembers(parts: readonly AssistantPart[]): StateMembers {
  const last = parts.findLast(({ state }) => state !== undefined && state.providerId !== null)?.state;
  if (last === undefined || last.providerId === null) return {};
  const isOwn = ({ state }: AssistantPart): boolean =>
    state?.providerId === last.providerId && state.dialect === last.dialect;
  const details = parts.flatMap((part, index) =>
    part.type === 'reasoning' && part.state !== undefined && isOwn(part) ? toDetails(part, part.state, index) : [],
  );
  const signed = parts.findLast((part) => part.type === 'text' && isOwn(part));
  const extra = toExtraContent(signed?.state);
  return {
    ...(details.some(saysMore) && { reasoning_details: details }),
    ...(extra !== null && { extra_content: extra }),
    penstock: { provider: last.providerId, dialect: last.dialect, ...fieldOf(parts.filter(isOwn)) },
  };
}

/** The state of a text or a call in Google's form: a signature in `extra_content`. Null for none. */
export function toExtraContent(state: ProviderState | undefined): JsonObject | null {
  if (state === undefined) return null;
  const { dialect, value } = state;
  if (dialect === 'openai') return isObject(value.extra_content) ? value.extra_content : null;
  if (dialect === 'google') {
    const { thoughtSignature } = value;
    return thoughtSignature === undefined ? null : { google: { thought_signature: thoughtSignature } };
  }
  return { [dialect]: value };
}

/** `index`: the index of the part in its answer, so that the part keeps its place when it comes back. */
function toDetails({ text }: ReasoningPart, { dialect, value }: ProviderState, index: number): readonly JsonObject[] {
  if (dialect === 'openai') return Array.isArray(value.reasoning_details) ? value.reasoning_details : [];
  if (dialect !== 'anthropic') return [{ type: 'reasoning.text', text, format: dialect, index, state: value }];
  if (value.type === 'redacted_thinking') {
    return [{ type: 'reasoning.encrypted', data: value.data, format: claudeFormat, index }];
  }
  return [{ type: 'reasoning.text', text, signature: value.signature, format: claudeFormat, index }];
}

/** Whether a detail holds more than `reasoning_content` and the provider's mark. */
function saysMore({ state }: JsonObject): boolean {
  return !isObject(state) || Object.keys(state).length > 0;
}

function fieldOf(parts: readonly AssistantPart[]): Pick<StateTag, 'reasoning_field'> {
  const field = parts.find(({ type }) => type === 'reasoning')?.state?.value.field;
  return typeof field === 'string' && field !== 'reasoning_content' ? { reasoning_field: field } : {};
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
