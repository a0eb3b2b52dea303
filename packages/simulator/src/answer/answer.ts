/** One answer. It is complete before its first token is sent. */
export type Answer = {
  parts: readonly AnswerPart[];
  finish: AnswerFinish;
  /** The sequence that ended the answer; null unless `finish` is `stop-sequence`. */
  stopSequence: string | null;
  usage: AnswerUsage;
};

export type AnswerPart = ReasoningPart | TextPart | ToolCallPart;
type ReasoningPart = { type: 'reasoning'; text: string };
type TextPart = { type: 'text'; text: string };
/** `text` holds the arguments as JSON; empty for a tool without parameters. `index` counts the calls from 0. */
export type ToolCallPart = { type: 'tool-call'; index: number; id: string; name: string; text: string };

export type AnswerFinish = 'stop' | 'stop-sequence' | 'length' | 'tool-calls' | 'content-filter';

/** Tokens. The buckets do not overlap. */
export type AnswerUsage = {
  inputTokens: number;
  /** Part of the prompt that came from the cache. */
  cachedInputTokens: number;
  /** Part of the prompt that went into the cache. */
  cacheWriteTokens: number;
  /** Text and tool calls. */
  outputTokens: number;
  reasoningTokens: number;
};
