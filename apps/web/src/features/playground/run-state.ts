import type { Plan } from './plan-facts.ts';
import type { RunEvent, SettledGeneration, WholeGeneration } from './run-documents.ts';

/** The console's state of a generation, from its request on. */
export type RunState = {
  phase: 'starting' | 'running' | 'completed' | 'failed' | 'cancelled';
  /** Whether the run receives events at present. */
  link: 'live' | 'reconnecting';
  /** Null until the first event. */
  generationId: string | null;
  /** The number of the last applied event; 0 for none. */
  lastNumber: number;
  /** An event left a gap, so the missing ones must be requested. */
  isOutOfStep: boolean;
  text: string;
  reasoning: string;
  toolCalls: readonly ToolCallDraft[];
  plan: Plan | null;
  attempts: readonly AttemptState[];
  /** The final record, once the run has ended. */
  settled: SettledGeneration | null;
  error: { code: string; message: string } | null;
  /** The model that served; null before it is known. */
  servedBy: string | null;
  /** Whether the run came with a link: only the text, without figures. */
  isShared: boolean;
  /** By the browser's clock, epoch milliseconds. */
  startedAtMs: number;
  firstTokenAtMs: number | null;
  endedAtMs: number | null;
};

/** A tool call as its pieces arrive. `argumentsText` is JSON once complete. */
export type ToolCallDraft = { index: number; id: string; name: string; argumentsText: string };

/** One call to one model. */
export type AttemptState = {
  number: number;
  model: string;
  outcome: 'RUNNING' | SettledGeneration['attempts'][number]['outcome'];
  /** Whether this attempt continued or restarted the earlier text; null without earlier text. */
  resumption: 'continued' | 'restarted' | null;
  errorCode: string | null;
  errorMessage: string | null;
  latencyMs: number | null;
  firstTokenMs: number | null;
  costUsd: string | null;
  startedAtMs: number;
};

/** The actions of a run. */
export type RunAction =
  | { type: 'event'; event: RunEvent; atMs: number }
  /** The connection broke. Its events will be requested again. */
  | { type: 'unlinked' }
  /** The log is read again from its beginning. */
  | { type: 'rewound' }
  /** The API refused the request, or the result is unknown. */
  | { type: 'refused'; code: string; message: string; atMs: number }
  /** Cancelled before the API returned an id. */
  | { type: 'abandoned'; atMs: number }
  /** The generation was read as a whole, because its events are gone. */
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
    servedBy: null,
    isShared: false,
    startedAtMs: atMs,
    firstTokenAtMs: null,
    endedAtMs: null,
  };
}

/** Whether no further event will arrive. */
export function hasEnded({ phase }: RunState): boolean {
  return phase === 'completed' || phase === 'failed' || phase === 'cancelled';
}
