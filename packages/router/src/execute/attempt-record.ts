import type { AttemptRecord } from '../attempt.ts';
import type { Entry } from '../breaker/breakers.ts';
import { splitModelId } from '../policy/model-id.ts';
import { type CountedOutput, countOutput } from '../tokens/count-output.ts';
import type { AttemptReader } from './attempt-reader.ts';
import type { RunningAttempt } from './run-attempt.ts';

type Refusal = Extract<Entry, { type: 'refused' }>;

/** Which attempt of a generation it is. */
export type AttemptIdentity = Pick<AttemptRecord, 'number' | 'modelId' | 'deploymentId'>;

/** The record of an attempt that is over. `prefill`: the beginning of the answer that it was given, null for none. */
export function recordAttempt(
  identity: AttemptIdentity,
  attempt: RunningAttempt,
  reader: AttemptReader,
  prefill: string | null,
): AttemptRecord {
  const { end } = attempt;
  const failure = end?.type === 'failed' ? end.failure : null;
  const { start, finish } = reader;
  return {
    number: identity.number,
    modelId: identity.modelId,
    deploymentId: identity.deploymentId,
    outcome: end?.type ?? 'cancelled',
    errorKind: failure === null || failure.kind === 'differs' ? null : failure.kind,
    errorMessage: failure === null ? null : failure.message,
    startedAtMs: attempt.startedAtMs,
    latencyMs: attempt.latencyMs,
    firstTokenMs: attempt.firstTokenMs,
    usage: finish?.usage ?? null,
    rawUsage: finish?.rawUsage ?? null,
    finishReason: finish?.reason ?? null,
    rawFinishReason: finish?.rawReason ?? null,
    responseId: start?.responseId ?? null,
    servedModel: start?.servedModel ?? null,
    skippedEvents: finish?.skippedEvents ?? 0,
    promptUsage: start?.promptUsage ?? null,
    counted: finish?.usage == null && reader.hasToken ? count(identity.modelId, reader, prefill) : null,
  };
}

/** Takes a tenth of a millisecond for a thousand characters, and is done only where the provider is silent. */
function count(modelId: string, reader: AttemptReader, prefill: string | null): CountedOutput {
  return countOutput({ ...reader.produced, prefill }, { name: splitModelId(modelId).name });
}

/** The record of an attempt that its breaker did not let through. */
export function recordSkip(identity: AttemptIdentity, refusal: Refusal, nowMs: number): AttemptRecord {
  return recordUncalled(identity, describeRefusal(refusal, nowMs), nowMs);
}

/** The record of an attempt that was not made; the reason is without its full stop. */
export function recordUncalled(identity: AttemptIdentity, reason: string, nowMs: number): AttemptRecord {
  return {
    number: identity.number,
    modelId: identity.modelId,
    deploymentId: identity.deploymentId,
    outcome: 'skipped',
    errorKind: null,
    errorMessage: `${identity.modelId} was not called: ${reason}.`,
    startedAtMs: nowMs,
    latencyMs: 0,
    firstTokenMs: null,
    usage: null,
    rawUsage: null,
    finishReason: null,
    rawFinishReason: null,
    responseId: null,
    servedModel: null,
    skippedEvents: 0,
    promptUsage: null,
    counted: null,
  };
}

function describeRefusal({ because, retryAtMs }: Refusal, nowMs: number): string {
  const when = retryAtMs === null ? '' : ` for ${Math.max(0, Math.ceil(retryAtMs - nowMs))} ms more`;
  switch (because) {
    case 'open':
      return `it has failed too often, and its breaker is open${when}`;
    case 'probing':
      return 'its breaker is half-open, and another call is finding out whether it is well';
    case 'held':
      return `its provider asked to be left alone${when}`;
  }
}
