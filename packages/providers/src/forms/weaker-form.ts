import type { Warning } from '../contract/warning.ts';
import type { JsonObject } from '../json/read-json-value.ts';

/** A chat call as it goes on the wire, and what is left for us to do. */
export type WrittenCall = {
  path: string;
  body: JsonObject;
  /** Stop sequences that the server is not told: the answer is cut at them here. Empty for none. */
  cutAt: readonly string[];
  /** Whether the answer is requested as one document. */
  isWhole: boolean;
};

/** One step down from the full form of a dialect's calls, for servers that do not know a member. */
export type WeakerForm = {
  /** Unique among the forms of one dialect. */
  id: string;
  /** The members that a refusal names, as `response_format`. Case and underscores do not count. */
  names: readonly string[];
  /** Other words of refusals that mean it. Default: none. */
  words?: RegExp;
  /** Whether only a refusal of the member itself counts, and none of a member within it. Default false. */
  isExact?: boolean;
  /** The call in the weaker form; null where the call does not use the member. */
  weaken(call: WrittenCall): WrittenCall | null;
  /** What the caller is told; null where the weaker form means the same. */
  warning: (Pick<Warning, 'path' | 'action'> & { instead: string }) | null;
};

/** The weaker forms of a dialect. */
export type Forms = {
  /** The first that a refusal names is taken, so a form follows those that it gives way to. */
  readonly steps: readonly WeakerForm[];
  /** Members without which a call has no meaning: they are never left out. */
  readonly essential: ReadonlySet<string>;
  /** Members that hold optional members themselves. */
  readonly envelopes: readonly string[];
};

/** The warning of a form. */
export function warningOf(form: WeakerForm, providerId: string): Warning | null {
  if (form.warning === null) return null;
  const { path, action, instead } = form.warning;
  return { path, action, message: `${providerId} does not take '${path}' for this model; ${instead}.` };
}
