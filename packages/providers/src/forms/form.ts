import type { ModelRequest } from '../contract/request.ts';
import type { Warning } from '../contract/warning.ts';
import type { JsonObject } from '../json/read-json-value.ts';

/** The parts of a call that a form changes: the address and the body. */
export type WrittenCall = { path: string; body: JsonObject };

/** A call in another form, and the warning for the caller: the place in the request, and the action taken instead. */
export type FormedCall = WrittenCall & { warning?: Pick<Warning, 'path' | 'action'> & { instead: string } };

/** A weaker form of a call, for a server or a model that refuses a member of the usual form. */
export interface Form {
  /** Unique within its dialect. */
  readonly id: string;
  /** The refused members that lead to it, by their path in the body: `messages.*.content`. */
  readonly at: RegExp;
  /** Words in a refusal that mean these members, for refusals without a path. */
  readonly words: RegExp;
  /** Whether it is used only if the refusal names nothing else, because it loses much. Default: no. */
  readonly isLast?: true;
  /** Writes the call in this form. Null if that is impossible, or the call has nothing to change. */
  write(call: WrittenCall, request: ModelRequest): FormedCall | null;
}

/** In every dialect, the id of the form whose answer comes as one document. */
export const unstreamed = 'unstreamed';
