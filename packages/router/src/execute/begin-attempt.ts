import type { Warning } from '@penstock/providers';
import type { AttemptRecord } from '../attempt.ts';
import type { Permit } from '../breaker/breakers.ts';
import type { Deployment } from '../catalog/model.ts';
import { AttemptReader, type Batch } from './attempt-reader.ts';
import { recordSkip, recordUncalled } from './attempt-record.ts';
import type { NotCalled } from './choose-candidate.ts';
import type { Start } from './decide-next.ts';
import type { DueAttempt, ExecutePlanOptions, ExecutionServices } from './execute-options.ts';
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
  /** Counts from 1. Unchanged if the caller sees no failure, because the same try is repeated in another form. */
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
  /** The prefill of the call. Null for none. */
  prefill: string | null;
  wasPrefilled: boolean;
  /** Settings that were adapted to the model. */
  warnings: readonly Warning[] | undefined;
  /** The longest answer, by the request or by the model. Tokens. */
  allowedOutputTokens: number;
};

/**
 * A call that was not made. `notBeforeMs`: the earliest time for it, of the monotonic clock; null if it is not known.
 */
export type Skip = {
  type: 'skipped';
  turn: Turn;
  because: NotCalled;
  notBeforeMs: number | null;
  record: AttemptRecord;
};

/** The state of a generation when an attempt begins. */
export type Standing = {
  tries: Tries;
  answer: SentAnswer;
  /** The running call that continues. Null for none. */
  beside: Call | null;
  /** As in `DueCall`. */
  onAnswer: (call: Call) => void;
};

/**
 * Checks the limit on second calls, the budget and the breaker, and prepares the call. Nothing is sent before the first
 * pull, and `tries` does not record the call.
 */
export async function beginAttempt(
  services: ExecutionServices,
  options: ExecutePlanOptions,
  { tries, answer, beside, onAnswer }: Standing,
  turn: Turn,
): Promise<Call | Skip> {
  const { clock } = services;
  const candidate = tries.candidate(turn.index);
  const model = tries.model(turn.index);
  const failed = tries.failedDeployments(turn.index);
  const isSameModel = beside !== null && beside.modelId === model.id;
  const avoided = isSameModel ? new Set([...failed, beside.deployment.id]) : failed;
  const deployment = services.chooseDeployment(model, avoided);
  const { providerId } = deployment;
  const identity = { number: turn.number, modelId: model.id, deploymentId: deployment.id, providerId };
  if (beside !== null && options.hedging?.throttle.take() === false) {
    const record = recordUncalled(identity, hedgesAreSpent, clock.nowMs());
    return { type: 'skipped', turn, because: { kind: 'throttled' }, notBeforeMs: null, record };
  }
  if (options.admit !== undefined) {
    const running = beside === null ? null : dueOf(beside, tries);
    const admission = await options.admit({ candidate, model, sentText: answer.text, beside: running });
    if (!admission.isAdmitted) {
      const record = recordUncalled(identity, admission.reason, clock.nowMs());
      return { type: 'skipped', turn, because: { kind: 'unaffordable' }, notBeforeMs: null, record };
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

  const entering = services.breakers.enter(model.id);
  const entry = entering instanceof Promise ? await entering : entering;
  if (entry.type === 'refused') {
    const { retryAtMs, isRateLimit } = entry;
    const notBeforeMs = retryAtMs === null ? 0 : clock.elapsedMs() + retryAtMs - clock.nowMs();
    const record = recordSkip(identity, entry, clock.nowMs());
    return { type: 'skipped', turn, because: { kind: 'skipped', isRateLimit }, notBeforeMs, record };
  }
  const { permit } = entry;
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
    onAnswer: () => onAnswer(call),
  });
  const call: Call = {
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
  return call;
}

const hedgesAreSpent =
  'at most one generation in ten may have a second call (ten in a burst), and this share is used up';

function dueOf({ turn }: Call, tries: Tries): Pick<DueAttempt, 'candidate' | 'model'> {
  return { candidate: tries.candidate(turn.index), model: tries.model(turn.index) };
}

/** The event of a started call. None if the caller sees it as the same try. */
export function started({ turn, modelId, deployment }: Call): Batch {
  if (turn.isHidden) return [];
  const { id: deploymentId, providerId } = deployment;
  return [{ type: 'attempt-started', number: turn.number, modelId, deploymentId, providerId }];
}
