import type { AttemptRecord } from '../attempt.ts';
import type { Batch } from './attempt-reader.ts';
import { isRefusedPrefill } from './attempt-result.ts';
import type { Call, Skip, Turn } from './begin-attempt.ts';
import type { NotCalled } from './choose-candidate.ts';
import { type Decision, decideNext } from './decide-next.ts';
import { describeEnd } from './describe-end.ts';
import { type ExecutionCalls, endOf } from './execution-calls.ts';
import type { Failure } from './failure.ts';

/** The events at the end of a turn, and the next turn. Null if there is none. */
export type Conclusion = { events: Batch; turn: Turn | null; waitMs: number };

/** Settles an ended turn, and decides the next step. */
export function conclude(begun: Call | Skip, calls: ExecutionCalls): Conclusion {
  if (begun.type === 'skipped') return follow(begun, begun.because, begun.record, calls);
  const { turn, deployment, reader } = begun;
  const record = calls.close(begun);
  const end = endOf(begun);
  switch (end.type) {
    case 'succeeded':
      calls.services.deploymentHolds.succeeded(calls.tries.model(turn.index), deployment);
      return over([
        { type: 'completed', attempt: record, ...(reader.vectors !== null && { vectors: reader.vectors }) },
      ]);
    case 'cancelled':
    case 'outrun':
      return over([{ type: 'cancelled', attempt: record }]);
    case 'failed':
      calls.noteFailure(begun, end.failure);
      return follow(begun, end.failure, record, calls);
  }
}

/** The end of an execution. */
export function over(events: Batch): Conclusion {
  return { events, turn: null, waitMs: 0 };
}

function follow(
  begun: Call | Skip,
  failure: Failure | NotCalled,
  record: AttemptRecord,
  calls: ExecutionCalls,
): Conclusion {
  const { turn } = begun;
  const { tries, failed, answer, options, services } = calls;
  const decision = decide(begun, failure, calls);
  if (begun.type === 'called' && isRefusedPrefill(begun, failure) && decision.type === 'retry') {
    services.prefillMemory.remember(begun.modelId);
    tries.takeBack(turn.index);
    return { events: [], turn: { ...turn, start: decision.start, isHidden: true }, waitMs: 0 };
  }
  failed.push(record);
  if (decision.type === 'stop') {
    const error = describeEnd(decision.code, options.plan, failed, answer.stage !== 'nothing');
    return over([
      { type: 'attempt-failed', attempt: record, nextModelId: null },
      { type: 'failed', error },
    ]);
  }
  const index = decision.type === 'next' ? decision.index : turn.index;
  const nextModelId = tries.candidate(index).modelId;
  const next = { index, start: decision.start, number: calls.lastNumber + 1, isHidden: false };
  return { events: [{ type: 'attempt-failed', attempt: record, nextModelId }], turn: next, waitMs: decision.waitMs };
}

function decide(begun: Call | Skip, failure: Failure | NotCalled, calls: ExecutionCalls): Decision {
  const { tries, answer, options } = calls;
  const { clock, random } = calls.services;
  return decideNext({
    failure,
    current: begun.turn.index,
    candidates: tries.states,
    hasAttemptSent: begun.type === 'called' && begun.reader.hasSent,
    sent: answer.stage,
    isFull: begun.type === 'called' && begun.reader.exceeded === 'generation',
    wasPrefilled: begun.type === 'called' && begun.wasPrefilled,
    hasFreshDeployment: tries.hasFreshDeployment(begun.turn.index),
    nowMs: clock.elapsedMs(),
    random: random(),
    mayRestart: options.mayRestart,
    reroutesFiltered: options.reroutesFiltered,
  });
}
