import { longestOutputTokens, type Model } from '@penstock/router';
import type { Generation, RunningCall, SettledAttempt } from './generation.ts';
import type { GenerationRequest } from './generation-request.ts';
import type { PlannedRequest } from './planned-request.ts';
import { settleInterrupted, sumCosts, sumTokens } from './settle-attempt.ts';

/** What an estimate rests on beside the call itself. */
export type EstimateBasis = {
  /** Undefined where it has left the catalog. */
  model: Model | undefined;
  /** The policy's default model, undefined where it has none. */
  baseline: Model | undefined;
  /** Of the prompt as counted for the plan. */
  inputTokens: number;
  /** As the request says; null for the model's own limit. */
  maxOutputTokens: number | null;
  /** From one report of how far it has come to the next, milliseconds. */
  reportMs: number;
};

/** What a token takes on average in text of any language: four letters of English, or most of one sign of Chinese. */
const bytesPerToken = 4;

/** A pace is not told from the tokens of less than this, milliseconds. */
const paceMs = 1_000;

/**
 * The estimate of a call whose process ends before the next report. It is the counted prompt and the reported part of
 * the answer, plus half of the expected growth between two reports. The answer stays within the limit of the output.
 */
export function estimateCall(call: RunningCall, basis: EstimateBasis): SettledAttempt {
  const { model, baseline, maxOutputTokens } = basis;
  const inputTokens = basis.inputTokens + Math.ceil(call.prefillBytes / bytesPerToken);
  const producedTokens = Math.ceil(call.producedBytes / bytesPerToken);
  const tokens = Math.max(1, producedTokens + Math.ceil(unseenTokens(call, producedTokens, basis)));
  const most = model === undefined ? tokens : longestOutputTokens(model, inputTokens, maxOutputTokens);
  return settleInterrupted(call, { inputTokens, outputTokens: Math.min(tokens, Math.max(1, most)) }, model, baseline);
}

/** At the pace so far; before the first token at the model's usual pace, from when its first token usually comes. */
function unseenTokens(call: RunningCall, producedTokens: number, { model, reportMs }: EstimateBasis): number {
  const halfMs = reportMs / 2;
  if (call.firstTokenMs !== null) {
    return (producedTokens / Math.max(paceMs, call.latencyMs - call.firstTokenMs)) * halfMs;
  }
  if (model === undefined) return 0;
  const { firstTokenMs, tokensPerSecond } = model.expectedLatency;
  const writingMs = Math.min(halfMs, Math.max(0, call.latencyMs + halfMs - firstTokenMs));
  return (tokensPerSecond / 1_000) * writingMs;
}

/** Why such a generation failed. */
export const interruptedFailure = {
  code: 'INTERRUPTED',
  message: 'The process that ran it ended before it was over; what the running call has cost is an estimate.',
} as const;

type Facts = Pick<
  Generation,
  'id' | 'request' | 'plan' | 'promptTokens' | 'attempts' | 'createdAtMs' | 'latencyMs' | 'firstTokenMs'
>;

/** A generation as it is recorded when its process has ended before it. What was said so far is not in it. */
export function interruptedGeneration(facts: Facts): Generation {
  return {
    ...facts,
    status: 'FAILED',
    failure: interruptedFailure,
    parts: [],
    text: '',
    reasoning: '',
    toolCalls: [],
    json: null,
    vectors: null,
    warnings: [],
    cacheStatus: null,
    modelId: null,
    providerId: null,
    finishReason: null,
    rawFinishReason: null,
    tokens: sumTokens(facts.attempts),
    cost: sumCosts(facts.attempts),
    settledAtMs: null,
  };
}

/** A planned request as it is recorded when its process ends while this model is called first; undefined for no call. */
export function interruptedWhenCalled(
  request: GenerationRequest,
  { plan, inputTokens }: PlannedRequest,
  { id, nowMs }: { id: string; nowMs: number },
  model: Model | undefined,
  estimate: (call: RunningCall) => SettledAttempt,
): Generation {
  const call: RunningCall | null =
    model === undefined
      ? null
      : {
          number: 1,
          modelId: model.id,
          deploymentId: model.deployments[0]?.id ?? 'default',
          providerId: model.deployments[0]?.providerId ?? model.providerId,
          startedAtMs: nowMs,
          latencyMs: 0,
          firstTokenMs: null,
          producedBytes: 0,
          prefillBytes: 0,
        };
  return interruptedGeneration({
    id,
    request,
    plan,
    promptTokens: inputTokens,
    createdAtMs: nowMs,
    latencyMs: 0,
    firstTokenMs: null,
    attempts: call === null ? [] : [estimate(call)],
  });
}
