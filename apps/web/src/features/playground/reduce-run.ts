import {
  beginAttempt,
  cancelAttempts,
  failAttempt,
  outrunAttempt,
  resumeAttempt,
  settleAttempts,
} from './reduce-attempts.ts';
import type { RunEvent, SettledGeneration } from './run-documents.ts';
import { hasEnded, type RunAction, type RunState, startRun, type ToolCallDraft } from './run-state.ts';

/** Applies an action to a run. Pure. Returns the same object when nothing changes. */
export function reduceRun(state: RunState, action: RunAction): RunState {
  if (hasEnded(state)) return state;
  switch (action.type) {
    case 'event':
      return reduceEvent(state, action.event, action.atMs);
    case 'unlinked':
      return { ...state, link: 'reconnecting' };
    case 'rewound':
      return { ...startRun(state.startedAtMs), generationId: state.generationId, link: 'reconnecting' };
    case 'refused':
      return breakOff(state, 'failed', action.atMs, { code: action.code, message: action.message });
    case 'abandoned':
      return breakOff(state, 'cancelled', action.atMs, null);
    case 'loaded':
      return reduceWhole(state, action);
    default:
      return action satisfies never;
  }
}

/** Applies an event if it is the next. Drops a repeated event, and does not apply an event after a gap. */
function reduceEvent(state: RunState, event: RunEvent, atMs: number): RunState {
  if (event.number <= state.lastNumber) return state;
  if (event.follows !== state.lastNumber) return { ...state, generationId: event.generationId, isOutOfStep: true };

  const next = applyEvent(state, event, atMs);
  return {
    ...next,
    phase: next.phase === 'starting' ? 'running' : next.phase,
    link: 'live',
    isOutOfStep: false,
    generationId: event.generationId,
    lastNumber: event.number,
  };
}

function applyEvent(state: RunState, event: RunEvent, atMs: number): RunState {
  switch (event.__typename) {
    case 'GenerationStarted':
      return { ...state, plan: event.plan, attempts: beginAttempt([], 1, event.plan.candidates[0]?.modelId, atMs) };
    case 'TextDelta':
    // The text of a refusal replaces the answer.
    case 'RefusalDelta':
      return withDelta(state, atMs, { text: state.text + event.text });
    case 'ReasoningDelta':
      return withDelta(state, atMs, { reasoning: state.reasoning + event.text });
    case 'ToolCallDelta':
      return withDelta(state, atMs, { toolCalls: appendToolCall(state.toolCalls, event) });
    case 'AttemptFailed':
      return { ...state, attempts: failAttempt(state.attempts, event, atMs) };
    case 'AttemptHedged':
      return { ...state, attempts: beginAttempt(state.attempts, event.secondAttempt, event.secondModel, atMs) };
    case 'AttemptOutrun':
      return { ...state, attempts: outrunAttempt(state.attempts, event, atMs) };
    case 'GenerationContinued':
      return { ...state, attempts: resumeAttempt(state.attempts, event.model, 'continued', atMs) };
    case 'GenerationRestarted': {
      const attempts = resumeAttempt(state.attempts, event.model, 'restarted', atMs);
      return { ...state, text: '', reasoning: '', toolCalls: [], attempts };
    }
    case 'GenerationCompleted':
      return settle(state, 'completed', event.generation, atMs);
    case 'GenerationFailed': {
      const error = { code: event.errorCode, message: event.errorMessage };
      return { ...settle(state, 'failed', event.generation, atMs), error };
    }
    case 'GenerationCancelled':
      return settle(state, 'cancelled', event.generation, atMs);
    default:
      // An event that a later service may add: the text so far stays valid.
      event satisfies never;
      return state;
  }
}

function withDelta(state: RunState, atMs: number, change: Partial<RunState>): RunState {
  return { ...state, ...change, firstTokenAtMs: state.firstTokenAtMs ?? atMs };
}

type ToolCallPiece = Extract<RunEvent, { __typename: 'ToolCallDelta' }>;

/** Pieces of several calls may alternate; the index distinguishes them. */
function appendToolCall(drafts: readonly ToolCallDraft[], piece: ToolCallPiece): ToolCallDraft[] {
  const known = drafts.find(({ index }) => index === piece.index);
  if (!known) {
    const { index, id, name, argumentsDelta } = piece;
    return [...drafts, { index, id, name, argumentsText: argumentsDelta }];
  }
  return drafts.map((draft) =>
    draft === known ? { ...draft, argumentsText: draft.argumentsText + piece.argumentsDelta } : draft,
  );
}

type EndPhase = Extract<RunState['phase'], 'completed' | 'failed' | 'cancelled'>;

function settle(state: RunState, phase: EndPhase, settled: SettledGeneration, atMs: number): RunState {
  return end(state, phase, atMs, {
    settled,
    servedBy: settled.model,
    attempts: settleAttempts(state.attempts, settled.attempts, atMs),
  });
}

/** Ends a run whose final record will never arrive. */
function breakOff(state: RunState, phase: EndPhase, atMs: number, error: RunState['error']): RunState {
  return end(state, phase, atMs, { error, attempts: cancelAttempts(state.attempts) });
}

function end(state: RunState, phase: EndPhase, atMs: number, change: Partial<RunState>): RunState {
  return { ...state, ...change, phase, link: 'live', isOutOfStep: false, endedAtMs: atMs };
}

function reduceWhole(state: RunState, { generation, atMs }: Extract<RunAction, { type: 'loaded' }>): RunState {
  const phases = { RUNNING: null, COMPLETED: 'completed', FAILED: 'failed', CANCELLED: 'cancelled' } as const;
  const phase = phases[generation.status];
  if (phase === null) return state;
  const toolCalls = generation.toolCalls.map(({ id, name, arguments: value }, index) => ({
    index,
    id,
    name,
    argumentsText: JSON.stringify(value),
  }));
  const { refusal, reasoning, errorCode, errorMessage } = generation;
  const text = refusal ?? generation.text;
  const error = errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' };
  return { ...settle(state, phase, generation, atMs), text, reasoning, toolCalls, error };
}
