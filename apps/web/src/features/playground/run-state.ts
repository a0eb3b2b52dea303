import type { Plan } from './plan-facts.ts';
import type { RunEvent, SettledGeneration, WholeGeneration } from './run-documents.ts';

/** A generation as the console sees it, from the moment in which it was asked for. */
export type RunState = {
  phase: 'starting' | 'running' | 'completed' | 'failed' | 'cancelled';
  /** Whether its events arrive at this moment. */
  link: 'live' | 'reconnecting';
  /** Null until the first event. */
  generationId: string | null;
  /** The number of the last event taken in; 0 for none. */
  lastNumber: number;
  /** An event came that does not follow the last one: what is missing has to be asked for. */
  isOutOfStep: boolean;
  text: string;
  reasoning: string;
  toolCalls: readonly ToolCallDraft[];
  plan: Plan | null;
  attempts: readonly AttemptState[];
  /** The final account, once it has ended. */
  settled: SettledGeneration | null;
  error: { code: string; message: string } | null;
  /** By the clock of this machine, epoch milliseconds. */
  startedAtMs: number;
  firstTokenAtMs: number | null;
  endedAtMs: number | null;
};

/** A tool call as its pieces arrive; `argumentsText` is JSON when it is whole. */
export type ToolCallDraft = { index: number; id: string; name: string; argumentsText: string };

/** One call to one model. */
export type AttemptState = {
  number: number;
  model: string;
  outcome: 'RUNNING' | SettledGeneration['attempts'][number]['outcome'];
  /** What became of the text before it; null for attempts that began without any. */
  resumption: 'continued' | 'restarted' | null;
  errorCode: string | null;
  errorMessage: string | null;
  latencyMs: number | null;
  firstTokenMs: number | null;
  costUsd: string | null;
  startedAtMs: number;
};

/** What can happen to a run. */
export type RunAction =
  | { type: 'event'; event: RunEvent; atMs: number }
  /** The connection broke; events will be asked for again. */
  | { type: 'unlinked' }
  /** The log is read again from its beginning. */
  | { type: 'rewound' }
  /** The API refused the request, or nothing is known of what became of it. */
  | { type: 'refused'; code: string; message: string; atMs: number }
  /** Given up before the API gave it an id. */
  | { type: 'abandoned'; atMs: number }
  /** Read as a whole, because its events are gone. */
  | { type: 'loaded'; generation: WholeGeneration; atMs: number };

export function startRun(atMs: number): RunState {
  return {
    phase: 'starting',
    link: 'live',
    generationId: null,
    lastNumber: 0,
    isOutOfStep: false,
    text: '',
    reasoning: '',
    toolCalls: [],
    plan: null,
    attempts: [],
    settled: null,
    error: null,
    startedAtMs: atMs,
    firstTokenAtMs: null,
    endedAtMs: null,
  };
}

/** Whether nothing more will come. */
export function isOver({ phase }: RunState): boolean {
  return phase === 'completed' || phase === 'failed' || phase === 'cancelled';
}
