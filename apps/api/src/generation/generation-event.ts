import type { ProviderState, TokenLogprob } from '@penstock/providers';
import type { Plan } from '@penstock/router';
import type { FailureCode, Generation } from './generation.ts';

/**
 * An event for a reader. `number` counts a generation's events from 1. A merged delta carries the last number of its
 * parts, and `follows` is the number before its first. A reader whose last number equals `follows` has missed nothing.
 */
export type GenerationEvent = { generationId: string; number: number; follows: number } & GenerationEventBody;

/** A part of the answer that became whole, with what its provider wants back with the next turn. */
export type EndedPart = { type: 'text' | 'reasoning'; state?: ProviderState } | EndedCall;

type EndedCall = { type: 'tool-call'; index: number; state?: ProviderState };

type WithEnded = {
  /** The parts that ended before this delta, in order. The end of a part without state may be left out. Absent: none. */
  ended?: readonly EndedPart[];
};

/** Of the tokens of the piece, where they were asked for. Absent: none. */
type WithLogprobs = { logprobs?: readonly TokenLogprob[] };

export type GenerationEventBody =
  | { type: 'started'; plan: Plan; inputTokens: number }
  | ({ type: 'text-delta'; text: string } & WithEnded & WithLogprobs)
  | ({ type: 'reasoning-delta'; text: string } & WithEnded)
  | ({ type: 'refusal-delta'; text: string } & WithEnded & WithLogprobs)
  | ({
      type: 'tool-call-delta';
      index: number;
      id: string;
      name: string;
      argumentsDelta: string;
      /** What the provider gave with the beginning of the call, for the next turn. Absent: nothing by then. */
      state?: ProviderState;
    } & WithEnded)
  | {
      type: 'attempt-failed';
      attempt: number;
      modelId: string;
      errorCode: string;
      errorMessage: string;
      nextModelId: string | null;
      /** False where a breaker or a budget forbade the call. */
      wasCalled: boolean;
    }
  /** An attempt has sent nothing for so long, and `secondModelId` is called as well. */
  | {
      type: 'attempt-hedged';
      attempt: number;
      modelId: string;
      afterMs: number;
      secondAttempt: number;
      secondModelId: string;
    }
  /** One of two attempts was ended, since that of `answeringModelId` answers. */
  | { type: 'attempt-outrun'; attempt: number; modelId: string; reason: string; answeringModelId: string }
  | { type: 'continued'; modelId: string }
  | { type: 'restarted'; modelId: string }
  | { type: 'completed'; generation: Generation }
  | { type: 'failed'; generation: Generation; code: FailureCode; message: string }
  | { type: 'cancelled'; generation: Generation };
