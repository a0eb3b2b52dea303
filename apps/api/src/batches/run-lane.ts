import { isWorthRetrying } from '../database/is-worth-retrying.ts';
import type { Log } from '../database/log.ts';
import { newId } from '../generation/new-id.ts';
import { type LeftRow, noCost, type RowCost } from './batch.ts';
import type { BatchStore } from './batch-store.ts';
import type { Lane } from './lane-queue.ts';
import { pause } from './pause.ts';
import { type RowOutcome, type RowRunnerTools, runRow } from './run-row.ts';

export type LaneTools = RowRunnerTools & {
  store: Pick<BatchStore, 'readLeft' | 'take' | 'end' | 'release' | 'trace' | 'cancel' | 'dropPending'>;
  log: Log;
  nowMs(): number;
  /** How long a lane is held before others get their turn, milliseconds. */
  sliceMs: number;
  /** A generation without any record for this long counts as never started, milliseconds. */
  lostAfterMs: number;
};

/** The outcome of holding a lane. */
export type LaneResult =
  /** No row waits. */
  | 'ended'
  /** The time slice is over. */
  | 'slice-over'
  /** The service shuts down. */
  | 'given-up';

/** The most starts of a row whose process ends first. A row that crashes processes must not do so forever. */
export const mostBeginnings = 3;
/**
 * Pause between checks of a generation that another process may still settle, and after a failed statement.
 * Milliseconds.
 */
const lookMs = 500;

/** Holds a lane. First recovers the rows of its last holder, then runs one row after another. */
export async function runLane(lane: Lane, signal: AbortSignal, tools: LaneTools): Promise<LaneResult> {
  const { store, closing, nowMs } = tools;
  const untilMs = nowMs() + tools.sliceMs;
  const left = await persist(() => store.readLeft(lane.id), tools);
  for (const row of left ?? []) await recover(row, tools);
  while (!closing.aborted) {
    if (nowMs() >= untilMs) return 'slice-over';
    const row = await persist(() => store.take(lane.batchId, lane.id, newId(nowMs())), tools);
    if (row === null) {
      if (closing.aborted) break;
      await persist(() => store.dropPending(lane.batchId), tools);
      return 'ended';
    }
    await apply(row, await runRow(row, signal, tools), tools);
  }
  return 'given-up';
}

/**
 * Stores the outcome of a row. If that fails until the service shuts down, the next holder of the lane recovers the
 * row.
 */
async function apply(row: LeftRow, outcome: RowOutcome, tools: LaneTools): Promise<void> {
  const { store } = tools;
  switch (outcome.type) {
    case 'ended':
      await persist(() => store.end(row, outcome.end), tools);
      return;
    case 'interrupted':
      await beginAgain(row, outcome.cost, true, tools);
      return;
    case 'not-run':
      await persist(() => store.release(row, noCost, { wasBegun: false, isRecorded: false }), tools);
      return;
    case 'batch-ended':
      await persist(() => store.release(row, noCost, { wasBegun: false, isRecorded: false }), tools);
      await persist(() => store.cancel(row.batchId, outcome.reason), tools);
      return;
  }
}

/** Recovers a row whose holder has ended. The recorded generation is its result, and is not paid again. */
async function recover(row: LeftRow, tools: LaneTools): Promise<void> {
  const { store, closing } = tools;
  for (;;) {
    const trace = await persist(() => store.trace(row, tools.lostAfterMs), tools);
    if (trace === null || closing.aborted) return;
    if (trace.type === 'lost') return beginAgain(row, noCost, false, tools);
    if (trace.type === 'recorded') {
      const { status, code } = trace;
      const cost: RowCost = { costUsd: Number(trace.costUsd ?? 0), isUnpriced: trace.costUsd === null };
      if (code === 'INTERRUPTED') return beginAgain(row, cost, true, tools);
      const end = status === 'COMPLETED' || status === 'CANCELLED' ? status : 'FAILED';
      await persist(
        () =>
          store.end(row, { status: end, code: status === 'CANCELLED' ? 'CANCELLED' : code, message: null, ...cost }),
        tools,
      );
      return;
    }
    await pause(lookMs, closing);
  }
}

/** An interrupted answer is lost, so its row is called again. Both calls count in its cost. */
async function beginAgain(row: LeftRow, cost: RowCost, isRecorded: boolean, tools: LaneTools): Promise<void> {
  if (row.begun < mostBeginnings) {
    await persist(() => tools.store.release(row, cost, { wasBegun: true, isRecorded }), tools);
    return;
  }
  const message = `The process that ran this row ended before the row did, ${mostBeginnings} times.`;
  await persist(() => tools.store.end(row, { status: 'FAILED', code: 'INTERRUPTED', message, ...cost }), tools);
}

/**
 * Retries until the database has stored the change. Resolves to null if the service shuts down first. Rejects if the
 * database refuses the statement.
 */
async function persist<Result>(act: () => Promise<Result>, { closing, log }: LaneTools): Promise<Result | null> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (closing.aborted) return null;
      if (!isWorthRetrying(error)) throw error;
      log.warn({ err: error }, 'A batch waits for the database.');
      await pause(lookMs, closing);
    }
  }
}
