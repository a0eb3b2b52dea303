import type { Warning } from '@penstock/providers';
import type { AttemptRecord } from '../attempt.ts';
import type { Permit } from '../breaker/breakers.ts';
import type { Deployment } from '../catalog/model.ts';
import { AttemptReader, type Batch } from './attempt-reader.ts';
import { recordSkip, recordUncalled } from './attempt-record.ts';
import type { NotCalled } from './choose-candidate.ts';
import type { Start } from './decide-next.ts';
import type { ExecutePlanOptions, ExecutionServices } from './execute-options.ts';
import { allowedOutputTokens } from './model-call.ts';
import { openAttempt } from './opening.ts';
import { defaultGenerationCharacters, mostCharactersOf, type OutputBound } from './output-bound.ts';
import { RunningAttempt } from './run-attempt.ts';
import type { SentAnswer } from './sent-answer.ts';
import type { Tries } from './tries.ts';

/** The candidate to call, and the kind of call. */
export type Turn = {
  index: number;
  start: Start;
  /** From 1. Unchanged where the caller sees no failure, because the same try comes in another form. */
  number: number;
  isHidden: boolean;
};

/** An admitted call with its state. */
export type Call = {
  type: 'called';
  turn: Turn;
  modelId: string;
  deployment: Deployment;
  attempt: RunningAttempt;
  reader: AttemptReader;
  permit: Permit;
  /** The prefill of the call; null for none. */
  prefill: string | null;
  wasPrefilled: boolean;
  /** Settings that were adapted to the model. */
  warnings: readonly Warning[] | undefined;
  /** The longest answer, as requested or as the model allows. Tokens. */
  allowedOutputTokens: number;
};

/** A call that was not made. */
export type Skip = { type: 'skipped'; turn: Turn; because: NotCalled; record: AttemptRecord };

/** The state of a generation when an attempt begins. */
export type Standing = { tries: Tries; answer: SentAnswer; whenOver: () => Promise<IteratorResult<Batch>> };

/** Checks budget and breaker, and prepares the call. Nothing is sent before the first pull. */
export async function beginAttempt(
  services: ExecutionServices,
  options: ExecutePlanOptions,
  { tries, answer, whenOver }: Standing,
  turn: Turn,
): Promise<Call | Skip> {
  const { clock } = services;
  const candidate = tries.candidate(turn.index);
  const model = tries.model(turn.index);
  const deployment = services.chooseDeployment(model, tries.failedDeployments(turn.index));
  const { providerId } = deployment;
  const identity = { number: turn.number, modelId: model.id, deploymentId: deployment.id, providerId };
  if (options.admit !== undefined) {
    const admission = await options.admit({ candidate, model, sentText: answer.text });
    if (!admission.isAdmitted) {
      tries.unaffordable(turn.index);
      const record = recordUncalled(identity, admission.reason, clock.nowMs());
      return { type: 'skipped', turn, because: { kind: 'unaffordable' }, record };
    }
  }
  const opening = openAttempt({
    start: turn.start,
    model,
    call: options.call(model, deployment),
    sentText: answer.text,
    memory: services.prefillMemory,
    mayPrefill: !turn.isHidden,
    mayRestart: options.mayRestart,
  });
  const { timeouts } = services.settingsFor(providerId);

  const entry = await services.breakers.enter(model.id);
  if (entry.type === 'refused') {
    const { retryAtMs, isRateLimit } = entry;
    tries.skipped(turn.index, retryAtMs === null ? 0 : clock.elapsedMs() + retryAtMs - clock.nowMs(), isRateLimit);
    const record = recordSkip(identity, entry, clock.nowMs());
    return { type: 'skipped', turn, because: { kind: 'skipped', isRateLimit }, record };
  }
  const { permit } = entry;
  tries.called(turn.index, deployment);
  const allowedTokens = allowedOutputTokens(opening.call, model);
  const bound: OutputBound = {
    attempt: mostCharactersOf(allowedTokens),
    generation: (services.generationCharacters ?? defaultGenerationCharacters) - answer.characters,
  };
  const reader = new AttemptReader(answer, opening.gate, bound);
  const attempt = new RunningAttempt({
    modelId: model.id,
    providerId,
    adapter: () => services.adapters.adapterFor(providerId),
    call: opening.call,
    timeouts,
    clock,
    reader,
    reroutesFiltered: options.reroutesFiltered,
    onFirstToken: () => {
      services.breakers.answered(permit);
      services.health.answerBegan(providerId);
    },
    whenOver,
  });
  return {
    type: 'called',
    turn,
    modelId: model.id,
    deployment,
    attempt,
    reader,
    permit,
    prefill: opening.call.type === 'chat' ? opening.call.request.prefill : null,
    wasPrefilled: opening.wasPrefilled,
    warnings: opening.call.type === 'chat' ? opening.call.warnings : undefined,
    allowedOutputTokens: allowedTokens,
  };
}
