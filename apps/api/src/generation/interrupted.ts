import { longestOutputTokens, type Model } from '@penstock/router';
import type { Generation, RunningCall, SettledAttempt } from './generation.ts';
import type { GenerationRequest } from './generation-request.ts';
import type { PlannedRequest } from './planned-request.ts';
import { settleInterrupted, sumCosts, sumTokens } from './settle-attempt.ts';

/** The facts of an estimate, apart from the call itself. */
export type EstimateBasis = {
  /** Undefined if the model has left the catalog. */
  model: Model | undefined;
  /** The policy's default model; undefined if it has none. */
  baseline: Model | undefined;
  /** Tokens of the prompt, counted for the plan. */
  inputTokens: number;
  /** The request's output limit; null for the model's own limit. */
  maxOutputTokens: number | null;
  /** The interval between two progress reports, milliseconds. */
  reportMs: number;
};

/** The average bytes of a token in text of any language: four letters of English, or most of one Chinese character. */
const bytesPerToken = 4;

/** The shortest time over which a pace is computed, milliseconds. */
const paceMs = 1_000;

/**
 * Estimates a call whose process ends before the next report. The estimate has the counted prompt and the reported part
 * of the answer. It adds half of the expected growth between two reports. The answer stays within the output limit.
 */
export function estimateCall(call: RunningCall, basis: EstimateBasis): SettledAttempt {
  const { model, baseline, maxOutputTokens } = basis;
  const inputTokens = basis.inputTokens + Math.ceil(call.prefillBytes / bytesPerToken);
  const producedTokens = Math.ceil(call.producedBytes / bytesPerToken);
  const tokens = Math.max(1, producedTokens + Math.ceil(unseenTokens(call, producedTokens, basis)));
  const most = model === undefined ? tokens : longestOutputTokens(model, inputTokens, maxOutputTokens);
  return settleInterrupted(call, { inputTokens, outputTokens: Math.min(tokens, Math.max(1, most)) }, model, baseline);
}

/**
 * Tokens since the last report, at the pace so far. Before the first token, the model's usual pace counts, from the
 * usual time of its first token.
 */
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

/** The failure of a generation whose process has ended. */
export const interruptedFailure = {
  code: 'INTERRUPTED',
  message: 'Its process ended before the generation did; the cost of the running call is an estimate.',
} as const;

type Facts = Pick<
  Generation,
  'id' | 'request' | 'plan' | 'promptTokens' | 'attempts' | 'createdAtMs' | 'latencyMs' | 'firstTokenMs'
>;

/** The record of a generation whose process ended first. It does not have the answer so far. */
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
    providerMetadata: null,
    tokens: sumTokens(facts.attempts),
    cost: sumCosts(facts.attempts),
    settledAtMs: null,
  };
}

/**
 * The record of a planned request whose process ends during its first call. `model`: the called model; undefined for no
 * call.
 */
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
