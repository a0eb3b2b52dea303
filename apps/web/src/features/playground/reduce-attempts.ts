import type { RunEvent, SettledGeneration } from './run-documents.ts';
import type { AttemptState } from './run-state.ts';

type Attempts = readonly AttemptState[];

/** Adds a running attempt, or none when no model is named. */
export function beginAttempt(
  attempts: Attempts,
  number: number,
  model: string | null | undefined,
  atMs: number,
): Attempts {
  if (!model) return attempts;
  const attempt: AttemptState = {
    number,
    model,
    outcome: 'RUNNING',
    resumption: null,
    errorCode: null,
    errorMessage: null,
    latencyMs: null,
    firstTokenMs: null,
    costUsd: null,
    startedAtMs: atMs,
  };
  return [...attempts.filter((known) => known.number !== number), attempt];
}

/** Ends an attempt that another attempt has outrun. */
export function outrunAttempt(
  attempts: Attempts,
  { attempt: number, reason }: Extract<RunEvent, { __typename: 'AttemptOutrun' }>,
  atMs: number,
): Attempts {
  return attempts.map((attempt) =>
    attempt.number === number
      ? { ...attempt, outcome: 'OUTRUN', errorMessage: reason, latencyMs: atMs - attempt.startedAtMs }
      : attempt,
  );
}

/** Ends the failed attempt and begins the next, unless one is already running. */
export function failAttempt(
  attempts: Attempts,
  event: Extract<RunEvent, { __typename: 'AttemptFailed' }>,
  atMs: number,
): Attempts {
  const known = attempts.some(({ number }) => number === event.attempt)
    ? attempts
    : beginAttempt(attempts, event.attempt, event.model, atMs);
  const failed = known.map((attempt): AttemptState => {
    if (attempt.number !== event.attempt) return attempt;
    const { model, errorCode, errorMessage } = event;
    return { ...attempt, model, outcome: 'FAILED', errorCode, errorMessage, latencyMs: atMs - attempt.startedAtMs };
  });
  if (failed.some(({ outcome }) => outcome === 'RUNNING')) return failed;
  const last = Math.max(...failed.map(({ number }) => number));
  return beginAttempt(failed, last + 1, event.nextModel, atMs);
}

/** Marks that the running attempt continues the text so far, or restarts it. */
export function resumeAttempt(
  attempts: Attempts,
  model: string,
  resumption: NonNullable<AttemptState['resumption']>,
  atMs: number,
): Attempts {
  const last = attempts.at(-1);
  const running = last?.outcome === 'RUNNING' ? attempts : beginAttempt(attempts, (last?.number ?? 0) + 1, model, atMs);
  return running.map((attempt, index) => (index === running.length - 1 ? { ...attempt, model, resumption } : attempt));
}

/** Replaces the attempts by the final record, and keeps the details that only events contain. */
export function settleAttempts(attempts: Attempts, settled: SettledGeneration['attempts'], atMs: number): Attempts {
  if (settled.length === 0) return attempts.filter(({ outcome }) => outcome !== 'RUNNING');
  return settled.map((attempt) => {
    const known = attempts.find(({ number }) => number === attempt.number);
    return { ...attempt, resumption: known?.resumption ?? null, startedAtMs: known?.startedAtMs ?? atMs };
  });
}

/** No further event will arrive for a running attempt. */
export function cancelAttempts(attempts: Attempts): Attempts {
  return attempts.map((attempt) => (attempt.outcome === 'RUNNING' ? { ...attempt, outcome: 'CANCELLED' } : attempt));
}
