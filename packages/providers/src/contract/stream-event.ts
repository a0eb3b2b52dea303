import type { CallBilling } from './call-billing.ts';
import type { FinishReason } from './finish-reason.ts';
import type { Logprobs, TokenLogprob } from './logprobs.ts';
import type { ProviderState } from './provider-state.ts';
import type { PromptUsage, TokenUsage } from './token-usage.ts';
import type { Warning } from './warning.ts';

/**
 * An event that an adapter yields. The order is: `start` once; the answer's parts; `finish` once, last. A stream that
 * ends without `finish` was cut: the adapter must then throw `StreamCutError`.
 *
 * A part of text or reasoning begins with its first delta. It ends with the first event of another part, or with its
 * own end event. That event carries the provider's state for the next turn.
 */
export type StreamEvent =
  | StartEvent
  | TextDeltaEvent
  | TextEndEvent
  | RefusalDeltaEvent
  | ReasoningDeltaEvent
  | ReasoningEndEvent
  | ToolCallStartEvent
  | ToolCallDeltaEvent
  | ToolCallEndEvent
  | FileEvent
  | FinishEvent;

/** The provider has begun to answer. */
export type StartEvent = {
  type: 'start';
  /** The provider's id of the answer, for support requests. */
  responseId: string | null;
  /** The model as the provider names it in the answer, often a dated version of the requested name. */
  servedModel: string | null;
  /** The prompt as the provider bills it, where it reports that before the answer. Used when the call is cut. */
  promptUsage?: PromptUsage;
  /** Settings of the request that could not be sent unchanged. Absent: none. */
  warnings?: readonly Warning[];
};

/** A piece of the answer. Never empty. `logprobs`: of its tokens, where they were asked for. Absent: none. */
export type TextDeltaEvent = { type: 'text-delta'; text: string; logprobs?: readonly TokenLogprob[] };

/** The text so far is one part. Without text before it, the part is empty and its state is all there is. */
export type TextEndEvent = { type: 'text-end'; state?: ProviderState };

/**
 * A piece of the sentence with which the model refuses. Never empty. An answer that refuses has no other text. `logprobs`: as
 * of a text.
 */
export type RefusalDeltaEvent = { type: 'refusal-delta'; text: string; logprobs?: readonly TokenLogprob[] };

/** A piece of visible reasoning. Never empty. */
export type ReasoningDeltaEvent = { type: 'reasoning-delta'; text: string };

/** The reasoning so far is one part. Without reasoning before it, the part is hidden and its state is all there is. */
export type ReasoningEndEvent = { type: 'reasoning-end'; state?: ProviderState };

/** A tool call begins. `index` counts the answer's calls from 0 and ties its three kinds of events together. */
export type ToolCallStartEvent = {
  type: 'tool-call-start';
  index: number;
  id: string;
  name: string;
  /** What the provider gave with its beginning; the end has it too. Absent: nothing so far. */
  state?: ProviderState;
};

/** A piece of the arguments' JSON text. Never empty. */
export type ToolCallDeltaEvent = { type: 'tool-call-delta'; index: number; argumentsText: string };

/** A tool call is whole. `arguments` is its full JSON text, `{}` where the provider sent none. */
export type ToolCallEndEvent = {
  type: 'tool-call-end';
  index: number;
  id: string;
  name: string;
  arguments: string;
  /** Absent: the provider sent no state for the next turn. */
  state?: ProviderState;
};

/** A whole file that the model made, such as an image. */
export type FileEvent = {
  type: 'file';
  /** As in `image/png`. */
  mediaType: string;
  /** The bytes in base64. */
  data: string;
  /** Absent: the provider sent no state for the next turn. */
  state?: ProviderState;
};

/** The answer is whole. */
export type FinishEvent = {
  type: 'finish';
  reason: FinishReason;
  /** The provider's own word. */
  rawReason: string | null;
  /** Null where the provider reported none; the tokens are then counted. */
  usage: TokenUsage | null;
  /** The provider's own usage object, for operators. */
  rawUsage: unknown;
  /** Facts of the bill beside the tokens. Absent: none. */
  billing?: CallBilling;
  /** Events without content that were skipped. */
  skippedEvents: number;
  /** The words of a refusal that showed only at the end; they replace the text. Absent: none. */
  refusal?: string;
  /** Log probabilities of all tokens of the answer, those of its deltas again. Absent: none. */
  logprobs?: Logprobs;
  /** Other data of the provider about the whole answer, unchanged. Absent: none. */
  providerMetadata?: Readonly<Record<string, unknown>>;
};
