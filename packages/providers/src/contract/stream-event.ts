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
 * own end event. That event has the provider's state for the next turn.
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
  /** The model name in the provider's answer, often a dated version of the requested name. */
  servedModel: string | null;
  /** The prompt tokens as billed, if the provider reports them before the answer. Used if the call is cut. */
  promptUsage?: PromptUsage;
  /** Settings of the request that were adapted. Absent: none. */
  warnings?: readonly Warning[];
};

/** A piece of the answer. Never empty. `logprobs`: log probabilities of its tokens, if requested. Absent: none. */
export type TextDeltaEvent = { type: 'text-delta'; text: string; logprobs?: readonly TokenLogprob[] };

/** The text so far is one part. Without text before it, the part is empty and has only its state. */
export type TextEndEvent = { type: 'text-end'; state?: ProviderState };

/**
 * A piece of the sentence with which the model refuses. Never empty. An answer that refuses has no other text.
 * `logprobs`: as for text.
 */
export type RefusalDeltaEvent = { type: 'refusal-delta'; text: string; logprobs?: readonly TokenLogprob[] };

/** A piece of visible reasoning. Never empty. */
export type ReasoningDeltaEvent = { type: 'reasoning-delta'; text: string };

/** The reasoning so far is one part. Without reasoning before it, the part is hidden and has only its state. */
export type ReasoningEndEvent = { type: 'reasoning-end'; state?: ProviderState };

/** A tool call begins. `index` counts the answer's calls from 0 and connects its three kinds of events. */
export type ToolCallStartEvent = {
  type: 'tool-call-start';
  index: number;
  id: string;
  name: string;
  /** The provider's state at the beginning of the call. The end event has it too. Absent: none so far. */
  state?: ProviderState;
};

/** A piece of the arguments' JSON text. Never empty. */
export type ToolCallDeltaEvent = { type: 'tool-call-delta'; index: number; argumentsText: string };

/** A tool call is complete. `arguments` is its full JSON text, `{}` if the provider sent none. */
export type ToolCallEndEvent = {
  type: 'tool-call-end';
  index: number;
  id: string;
  name: string;
  arguments: string;
  /** Absent: the provider sent no state for the next turn. */
  state?: ProviderState;
};

/** A complete file that the model made, such as an image. */
export type FileEvent = {
  type: 'file';
  /** As in `image/png`. */
  mediaType: string;
  /** The bytes in base64. */
  data: string;
  /** Absent: the provider sent no state for the next turn. */
  state?: ProviderState;
};

/** The answer is complete. */
export type FinishEvent = {
  type: 'finish';
  reason: FinishReason;
  /** The provider's own word. */
  rawReason: string | null;
  /** Null if the provider reported none. The tokens are then counted. */
  usage: TokenUsage | null;
  /** The provider's own usage object, for operators. */
  rawUsage: unknown;
  /** Facts of the bill besides the tokens. Absent: none. */
  billing?: CallBilling;
  /** Skipped events without content. */
  skippedEvents: number;
  /** The text of a refusal that came only at the end. It replaces the text. Absent: none. */
  refusal?: string;
  /** Log probabilities of all tokens of the answer, including those of its deltas. Absent: none. */
  logprobs?: Logprobs;
  /** Other data of the provider about the whole answer, unchanged. Absent: none. */
  providerMetadata?: Readonly<Record<string, unknown>>;
};
