import type { ProviderState, TokenLogprob } from '@penstock/providers';
import type { Plan } from '@penstock/router';
import type { FailureCode, Generation } from './generation.ts';

/**
 * An event for a reader. `number` counts a generation's events from 1. A merged delta carries the last number of its
 * parts, and `follows` is the number before its first part. A reader whose last number equals `follows` has missed
 * nothing.
 */
export type GenerationEvent = { generationId: string; number: number; follows: number } & GenerationEventBody;

/** A complete part of the answer, with the state that its provider needs in the next turn. */
export type EndedPart = { type: 'text' | 'reasoning'; state?: ProviderState } | EndedCall;

type EndedCall = { type: 'tool-call'; index: number; state?: ProviderState };

type WithEnded = {
  /** The parts that ended before this delta, in order. A part without state may be left out. Absent: none. */
  ended?: readonly EndedPart[];
};

/** Log probabilities of the piece's tokens, if requested. Absent: none. */
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
      /** The state that the provider gave at the beginning of the call, for the next turn. Absent: none so far. */
      state?: ProviderState;
    } & WithEnded)
  | {
      type: 'attempt-failed';
      attempt: number;
      modelId: string;
      errorCode: string;
      errorMessage: string;
      nextModelId: string | null;
      /** False if a breaker or a budget prevented the call. */
      wasCalled: boolean;
    }
  /** An attempt has sent nothing for `afterMs`, so `secondModelId` is called as well. */
  | {
      type: 'attempt-hedged';
      attempt: number;
      modelId: string;
      afterMs: number;
      secondAttempt: number;
      secondModelId: string;
    }
  /** One of two attempts was ended because the attempt of `answeringModelId` answers. */
  | { type: 'attempt-outrun'; attempt: number; modelId: string; reason: string; answeringModelId: string }
  | { type: 'continued'; modelId: string }
  | { type: 'restarted'; modelId: string }
  | { type: 'completed'; generation: Generation }
  | { type: 'failed'; generation: Generation; code: FailureCode; message: string }
  | { type: 'cancelled'; generation: Generation };
