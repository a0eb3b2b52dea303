import { type CallBilling, type PromptUsage, promptUsageOf, type TokenUsage, type Warning } from '@penstock/providers';
import type { AttemptRecord } from '../attempt.ts';
import type { Entry } from '../breaker/breakers.ts';
import { splitModelId } from '../policy/model-id.ts';
import { type CountedOutput, countOutput } from '../tokens/count-output.ts';
import type { AttemptEnd } from './attempt-end.ts';
import type { AttemptReader } from './attempt-reader.ts';
import type { Failure } from './failure.ts';
import { boundMetadata, boundName, boundRaw } from './provider-words.ts';
import type { RunningAttempt } from './run-attempt.ts';
import { isOutputCredible, isPromptCredible, type UsageEvidence } from './trust-usage.ts';

type Refusal = Extract<Entry, { type: 'refused' }>;

/** The place of an attempt in its generation. */
export type AttemptIdentity = Pick<AttemptRecord, 'number' | 'modelId' | 'deploymentId' | 'providerId'>;

/** The facts of a call that its record needs besides the output. */
export type CallFacts = {
  /** The prefill of the call. Null for none. */
  prefill: string | null;
  evidence: UsageEvidence;
  /** Settings that were adapted to the model before the call. Absent: none. */
  warnings?: readonly Warning[] | undefined;
  /** Describes its provider's list of models, if the list lacks the model. Null for nothing. */
  describeUnlisted: () => string | null;
};

/**
 * The record of an ended attempt. The usage of every dialect passes here. For an impossible count, its half of the
 * call, prompt or answer, is counted here.
 */
export function recordAttempt(
  identity: AttemptIdentity,
  attempt: RunningAttempt,
  reader: AttemptReader,
  { prefill, evidence, warnings, describeUnlisted }: CallFacts,
): AttemptRecord {
  const { end } = attempt;
  const failure = end?.type === 'failed' ? end.failure : null;
  const { start, finish } = reader;
  const reported = finish?.usage ?? null;
  const isOutputKnown = reported !== null && isOutputCredible(reported, evidence);
  const isPromptKnown = reported !== null && isPromptCredible(reported, evidence);
  const usage = isOutputKnown && isPromptKnown ? reported : null;
  const isCounted = usage === null && (reader.hasToken || isOutputKnown);
  const promptAtStart = start?.promptUsage ?? null;
  return {
    number: identity.number,
    modelId: identity.modelId,
    deploymentId: identity.deploymentId,
    providerId: identity.providerId,
    outcome: end?.type ?? 'cancelled',
    errorKind: failure === null || failure.kind === 'differs' ? null : failure.kind,
    errorMessage: messageOf(end, describeUnlisted),
    startedAtMs: attempt.startedAtMs,
    latencyMs: attempt.latencyMs,
    firstTokenMs: attempt.firstTokenMs,
    usage,
    rawUsage: boundRaw(finish?.rawUsage ?? null),
    finishReason: finish?.reason ?? null,
    rawFinishReason: boundName(finish?.rawReason ?? null),
    responseId: boundName(start?.responseId ?? null),
    servedModel: boundName(start?.servedModel ?? null),
    skippedEvents: finish?.skippedEvents ?? 0,
    promptUsage: usage === null && isPromptKnown ? promptUsageOf(reported) : credible(promptAtStart, evidence),
    counted: isCounted ? count(identity.modelId, reader, { prefill, evidence }, isOutputKnown ? reported : null) : null,
    ...joinWarnings(warnings, start?.warnings),
    ...(finish?.logprobs !== undefined && { logprobs: finish.logprobs }),
    ...toMetadata(finish?.providerMetadata),
    ...(finish?.billing !== undefined && { billing: boundBilling(finish.billing) }),
  };
}

function messageOf(end: AttemptEnd | null, describeUnlisted: CallFacts['describeUnlisted']): string | null {
  if (end?.type === 'outrun') return end.why;
  return end?.type === 'failed' ? explain(end.failure, describeUnlisted) : null;
}

function explain({ kind, message }: Failure, describeUnlisted: CallFacts['describeUnlisted']): string {
  const hint = kind === 'model-not-found' ? describeUnlisted() : null;
  return hint === null ? message : `${message.replace(/\.$/, '')}; ${hint}`;
}

/** The maximum number of stored warnings per attempt. */
const mostWarnings = 100;

/** Returns nothing for no warnings, because most calls have none. */
function joinWarnings(
  adapted: readonly Warning[] | undefined,
  written: readonly Warning[] | undefined,
): Pick<AttemptRecord, 'warnings'> {
  const warnings = adapted === undefined || adapted.length === 0 ? written : [...adapted, ...(written ?? [])];
  return warnings === undefined ? {} : { warnings: warnings.slice(0, mostWarnings) };
}

function toMetadata(metadata: AttemptRecord['providerMetadata']): Pick<AttemptRecord, 'providerMetadata'> {
  return metadata === undefined || boundMetadata(metadata) === null ? {} : { providerMetadata: metadata };
}

/** The provider's name of its tier is bounded, like all its names. */
function boundBilling({ serviceTier, ...billing }: CallBilling): CallBilling {
  const bounded = boundName(serviceTier ?? null);
  return bounded === null ? billing : { ...billing, serviceTier: bounded };
}

function credible(prompt: PromptUsage | null, evidence: UsageEvidence): PromptUsage | null {
  return prompt !== null && isPromptCredible(prompt, evidence) ? prompt : null;
}

/** Takes a tenth of a millisecond for a thousand characters, so it is done only if the provider reports nothing. */
function count(
  modelId: string,
  reader: AttemptReader,
  { prefill, evidence }: Pick<CallFacts, 'prefill' | 'evidence'>,
  known: TokenUsage | null,
): CountedOutput {
  const counted = countOutput({ ...reader.produced, prefill }, { name: splitModelId(modelId).name });
  if (known !== null) return { ...counted, outputTokens: known.outputTokens, reasoningTokens: known.reasoningTokens };
  if (reader.finish?.reason !== 'length') return counted;
  // An answer that its limit ended has at most that many tokens.
  return { ...counted, outputTokens: Math.min(counted.outputTokens, evidence.allowedOutputTokens) };
}

/** The record of an attempt that its breaker refused. */
export function recordSkip(identity: AttemptIdentity, refusal: Refusal, nowMs: number): AttemptRecord {
  const record = recordUncalled(identity, describeRefusal(refusal, nowMs), nowMs);
  return refusal.isRateLimit ? { ...record, errorKind: 'rate-limit' } : record;
}

/** The record of a skipped attempt. The reason is without its full stop. */
export function recordUncalled(identity: AttemptIdentity, reason: string, nowMs: number): AttemptRecord {
  return {
    number: identity.number,
    modelId: identity.modelId,
    deploymentId: identity.deploymentId,
    providerId: identity.providerId,
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

function describeRefusal({ because, retryAtMs, isRateLimit }: Refusal, nowMs: number): string {
  const when = retryAtMs === null ? '' : ` for ${Math.max(0, Math.ceil(retryAtMs - nowMs))} ms more`;
  switch (because) {
    case 'open':
      return `it has failed too often, and its breaker is open${when}`;
    case 'probing':
      return 'its breaker is half-open, and another call is the probe';
    case 'held':
      return `its provider ${isRateLimit ? 'limits the rate of calls, and its Retry-After' : 'sent Retry-After, which'} suspends calls${when}`;
  }
}
