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
  /** How long nothing may be known of a generation before it counts as never begun, milliseconds. */
  lostAfterMs: number;
};

/** What its holder does with a lane. */
export type LaneResult =
  /** No row waits. */
  | 'ended'
  /** Its slice of time is over. */
  | 'slice-over'
  /** The service ends. */
  | 'given-up';

/** How often a row is begun whose process ended before it did. A row that ends processes must not do so forever. */
export const mostBeginnings = 3;
/** Pause between two looks at a generation that another process may still settle, and after a failed statement. */
const lookMs = 500;

/** Holds a lane: first what its last holder has left, then one row after another. */
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

/** Stores what became of a row. Where that fails until the service ends, the next holder of the lane finds it out. */
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

/** A row whose holder is gone: what is recorded of its generation is its result, and is not paid again. */
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

/** An answer that was cut is lost, so its row is called again; both calls are in its cost. */
async function beginAgain(row: LeftRow, cost: RowCost, isRecorded: boolean, tools: LaneTools): Promise<void> {
  if (row.begun < mostBeginnings) {
    await persist(() => tools.store.release(row, cost, { wasBegun: true, isRecorded }), tools);
    return;
  }
  const message = `The process that ran this row ended before it did, ${mostBeginnings} times.`;
  await persist(() => tools.store.end(row, { status: 'FAILED', code: 'INTERRUPTED', message, ...cost }), tools);
}

/** Tries until the database has it. Null where the service ends first. Rejects where the database refuses the statement. */
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
