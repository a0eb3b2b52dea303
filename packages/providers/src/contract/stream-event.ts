import type { FinishReason } from './finish-reason.ts';
import type { PromptUsage, TokenUsage } from './token-usage.ts';

/**
 * What an adapter yields. The order is: `start` once; deltas and tool calls; `finish` once, last. A stream that ends
 * without `finish` was cut, and the adapter must throw instead of ending (`StreamCutError`).
 */
export type StreamEvent =
  | StartEvent
  | TextDeltaEvent
  | ReasoningDeltaEvent
  | ToolCallStartEvent
  | ToolCallDeltaEvent
  | ToolCallEndEvent
  | FinishEvent;

/** The provider has begun to answer. */
export type StartEvent = {
  type: 'start';
  /** The provider's id of the answer, for its support desk. */
  responseId: string | null;
  /** The model as the provider names it in the answer, often a dated version of what was asked for. */
  servedModel: string | null;
  /** The prompt as the provider bills it, where it says so before the answer: what is known of a call that is cut. */
  promptUsage?: PromptUsage;
};

/** A piece of the answer. Never empty. */
export type TextDeltaEvent = { type: 'text-delta'; text: string };

/** A piece of the thinking that the provider shows. Never empty. */
export type ReasoningDeltaEvent = { type: 'reasoning-delta'; text: string };

/** A tool call begins. `index` counts the answer's calls from 0 and ties its three kinds of events together. */
export type ToolCallStartEvent = { type: 'tool-call-start'; index: number; id: string; name: string };

/** A piece of the arguments' JSON text. Never empty. */
export type ToolCallDeltaEvent = { type: 'tool-call-delta'; index: number; argumentsText: string };

/** A tool call is whole. `arguments` is its full JSON text, `{}` where the provider sent none. */
export type ToolCallEndEvent = { type: 'tool-call-end'; index: number; id: string; name: string; arguments: string };

/** The answer is whole. */
export type FinishEvent = {
  type: 'finish';
  reason: FinishReason;
  /** The provider's own word. */
  rawReason: string | null;
  /** Null where the provider reported none; it is then counted. */
  usage: TokenUsage | null;
  /** The provider's own usage object, for operators. */
  rawUsage: unknown;
  /** Events that could not be read and were skipped. */
  skippedEvents: number;
};
