import type { ModelRequest } from '../contract/request.ts';
import type { Warning } from '../contract/warning.ts';
import type { JsonObject } from '../json/read-json-value.ts';

/** What a form changes: the address and the body of a call. */
export type WrittenCall = { path: string; body: JsonObject };

/** A call in another form, and what the caller is told of it: the place in the request, and what was done instead. */
export type FormedCall = WrittenCall & { warning?: Pick<Warning, 'path' | 'action'> & { instead: string } };

/** A weaker form of a call, for a server or a model that refuses a member of the usual one. */
export interface Form {
  /** Unique within its dialect. */
  readonly id: string;
  /** The refused members that lead to it, by their path in the body: `messages.*.content`. */
  readonly at: RegExp;
  /** The words of a refusal that mean these members, where it states no path. */
  readonly words: RegExp;
  /** Whether it is taken only where the refusal names nothing else, since much is lost. Default: no. */
  readonly isLast?: true;
  /** Writes the call in this form. Null where it cannot, and where the call has nothing to change. */
  write(call: WrittenCall, request: ModelRequest): FormedCall | null;
}

/** The id, in every dialect, of the form whose answer comes as one document. */
export const unstreamed = 'unstreamed';
