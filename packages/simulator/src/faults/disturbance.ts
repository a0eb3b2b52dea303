import type { Refusal } from '../response/refusal.ts';

/** The faults of one response, by the stages of its life. A normal response has none. */
export type Disturbance = {
  /** In place of an answer. */
  insteadOfAnswer?: InsteadOfAnswer;
  /** Milliseconds to the first token; overrides the pace. */
  firstTokenMs?: number;
  /** In the middle: after this number of tokens, or after the last token of a shorter answer. */
  interruption?: { afterTokens: number; act: Interruption };
  /** After the last token. Default `whole`. */
  ending?: Ending;
  /** The answer's text is cut in the middle, but reported as whole. */
  breaksText?: boolean;
};

export type InsteadOfAnswer =
  /** An error in the dialect's shape. */
  | { type: 'refuse'; refusal: Refusal }
  /** A response outside the dialect: a proxy's page. */
  | { type: 'foreign'; status: number; contentType: string; body: string }
  /** The connection is reset before the first byte. */
  | { type: 'reset' }
  /** The connection stays open, without a response. */
  | { type: 'silence' }
  /** Headers and keep-alive frames only. */
  | { type: 'keep-alive'; everyMs: number };

type Interruption =
  /** The connection ends before the end of the response. */
  | { type: 'cut' }
  /** Nothing more comes; the connection stays open. */
  | { type: 'stall' }
  /** A frame that no parser can read; then the answer continues. */
  | { type: 'malformed' }
  /** A frame of an unknown kind; then the answer continues. */
  | { type: 'unknown' }
  /** The dialect's error frame, then the response's end. */
  | { type: 'fail'; refusal: Refusal }
  /** The answer finishes here, filtered. */
  | { type: 'filter' };

type Ending =
  /** Finish reason, usage, end mark. */
  | 'whole'
  /** Finish reason and usage, then the response ends. */
  | 'no-end-mark'
  /** Finish reason and usage, then the connection stays open. */
  | 'no-end-mark-open'
  /** The response ends after the last token. */
  | 'nothing';

export const undisturbed: Disturbance = Object.freeze({});

/** One possible fault of an upstream. */
export type Fault = {
  /** The name, as in `sim-429` and `x-sim-fault: 429`. */
  name: string;
  /** The client's view, in one line. */
  summary: string;
  /** The number after the name (`cut:5`). Null if there is none. */
  parameter: { meaning: string; usual: number } | null;
  disturb: (parameter: number, facts: FaultFacts) => Disturbance;
};

/** The facts that decide about a fault. */
type FaultFacts = {
  /** Whether the request ends with an assistant message to continue. */
  hasPrefill: boolean;
  /** Milliseconds since the first request of this model with this fault. */
  elapsedMs: number;
};
