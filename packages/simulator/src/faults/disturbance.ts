import type { Refusal } from '../response/refusal.ts';

/** What goes wrong in one response, said by moments in its life. An undisturbed response has nothing of it. */
export type Disturbance = {
  /** Instead of an answer. */
  insteadOfAnswer?: InsteadOfAnswer;
  /** Milliseconds to the first token, whatever the pace says. */
  firstTokenMs?: number;
  /** In the middle: after so many tokens, or after the last one where the answer is shorter. */
  interruption?: { afterTokens: number; act: Interruption };
  /** After the last token. Default `whole`. */
  ending?: Ending;
  /** The answer's text is cut in the middle, though it claims to be whole. */
  breaksText?: boolean;
};

export type InsteadOfAnswer =
  /** An error in the dialect's shape. */
  | { type: 'refuse'; refusal: Refusal }
  /** A response that is none of the dialect's: a proxy's page. */
  | { type: 'foreign'; status: number; contentType: string; body: string }
  /** The connection is reset before a byte is sent. */
  | { type: 'reset' }
  /** The connection stays open and nothing comes. */
  | { type: 'silence' }
  /** Headers and signs of life, and nothing else. */
  | { type: 'keep-alive'; everyMs: number };

type Interruption =
  /** The connection ends without the response's end. */
  | { type: 'cut' }
  /** Nothing more comes, the connection stays open. */
  | { type: 'stall' }
  /** A frame that no parser can read, and on it goes. */
  | { type: 'malformed' }
  /** A frame of an unknown kind, and on it goes. */
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

/** One thing that can go wrong with an upstream. */
export type Fault = {
  /** As in `sim-429` and `x-sim-fault: 429`. */
  name: string;
  /** What the client sees, in one line. */
  summary: string;
  /** The number behind the name (`cut:5`); null where there is none. */
  parameter: { meaning: string; usual: number } | null;
  disturb: (parameter: number, facts: FaultFacts) => Disturbance;
};

/** What a fault may look at. */
type FaultFacts = {
  /** Whether the request ends with an assistant message to go on from. */
  hasPrefill: boolean;
  /** Milliseconds since this model was first asked with this fault. */
  elapsedMs: number;
};
