import { isProviderError, type ProviderBatches } from '@penstock/providers';
import type { Log } from '../database/log.ts';
import type { Generations } from '../generation/generations.ts';
import { newId } from '../generation/new-id.ts';
import type { Parcel } from './choose-ways.ts';
import type { KeptBatch, OpenProviderBatch, ProviderBatchStore } from './provider-batch-store.ts';

export type KeepProviderBatchTools = {
  generations: Pick<Generations, 'leaveBatch'>;
  store: Pick<
    ProviderBatchStore,
    'create' | 'confirm' | 'end' | 'drop' | 'keepAnswers' | 'noteCancelled' | 'readRowIds' | 'readUpstreamIds'
  >;
  /** The batches of a provider in the rules in force; null if it has none. */
  batchesOf(providerId: string): ProviderBatches | null;
  /** Aborted when the service shuts down. */
  closing: AbortSignal;
  log: Log;
  nowMs(): number;
};

/** A batch that its provider has confirmed. */
type FollowedBatch = OpenProviderBatch & { upstreamId: string };

/** Timeout of one call to a provider, milliseconds. Most calls are short. */
const callMs = 60_000;
/** Timeout of the submission of a batch, milliseconds. */
const submitMs = 120_000;
/** Timeout of reading the results of a batch, milliseconds. */
const resultsMs = 1_800_000;
/**
 * The most characters of all lines that name no row. They are kept because the length gives an estimate of the answer's
 * cost.
 */
const mostOfStrays = 10_000_000;
/**
 * An interrupted submission may still arrive within this time, milliseconds. Longer than the timeout of a submission.
 */
const arrivesWithinMs = 180_000;
/** A batch is cancelled this long before its deadline, milliseconds. This leaves time to run the missing rows alone. */
const marginMs = 3_600_000;

/** Whether rows must run alone now to meet the deadline. */
export function isLate({ deadlineMs }: KeptBatch, nowMs: number): boolean {
  return nowMs >= deadlineMs - marginMs;
}

/** Stores a batch of a provider, then submits it. If the provider refuses the batch, its rows run alone. */
export async function submitParcel(batch: KeptBatch, parcel: Parcel, tools: KeepProviderBatchTools): Promise<void> {
  const { store, batchesOf, log, nowMs } = tools;
  const { providerId, model, rows, lines } = parcel;
  const id = newId(nowMs());
  const batches = batchesOf(providerId);
  if (batches === null || !(await store.create(id, { batchId: batch.id, providerId, model }, rows))) return;
  try {
    const upstreamId = await batches.submit({ id, rows: lines }, optionsOf(submitMs, tools));
    await store.confirm(id, upstreamId);
  } catch (error) {
    const problem = { err: error, batchId: batch.id, providerId };
    if (!isRefused(error)) {
      log.warn(problem, 'The submission of a batch was interrupted. The next check asks its provider for it.');
      return;
    }
    log.warn(problem, 'A provider refused a batch. Its rows run one by one.');
    await end({ id }, 'PENDING', error.message, tools);
  }
}

/** Checks a batch of a provider: finds it, requests its cancellation, or reads its results. */
export async function keepProviderBatch(
  batch: KeptBatch,
  open: OpenProviderBatch,
  tools: KeepProviderBatchTools,
): Promise<void> {
  const { nowMs, log } = tools;
  try {
    const batches = tools.batchesOf(open.providerId);
    if (batches === null) throw new TypeError(`Provider '${open.providerId}' has no batches any more.`);
    const upstreamId = open.upstreamId ?? (await find(batch, open, batches, tools));
    if (upstreamId !== null) await follow(batch, { ...open, upstreamId }, batches, tools);
  } catch (error) {
    if (tools.closing.aborted) return;
    log.warn(
      { err: error, batchId: batch.id, providerId: open.providerId },
      'Cannot read the state of a batch at its provider.',
    );
    if (nowMs() < batch.deadlineMs) return;
    await leave(batch, open, 'Its provider did not report its result before the deadline.', tools);
  }
}

/** The provider's id of a batch whose submission was interrupted. Null if the provider does not have it, or not yet. */
async function find(
  batch: KeptBatch,
  { id, providerId, submittedAtMs }: OpenProviderBatch,
  batches: ProviderBatches,
  tools: KeepProviderBatchTools,
): Promise<string | null> {
  const { store, nowMs } = tools;
  const [rowIds, otherIds] = await Promise.all([store.readRowIds(id), store.readUpstreamIds(providerId)]);
  const found = await batches.find({ id, rowIds, submittedAtMs, otherIds }, optionsOf(callMs, tools));
  if (found.type === 'found') {
    await store.confirm(id, found.providerBatchId);
    return found.providerBatchId;
  }
  if (found.type === 'absent' && nowMs() > submittedAtMs + arrivesWithinMs) {
    await leave(batch, { id }, 'It did not reach its provider.', tools, 'SORTING');
  } else if (isLate(batch, nowMs())) {
    await leave(batch, { id }, 'Its provider could not confirm it in time.', tools);
  }
  return null;
}

async function follow(
  batch: KeptBatch,
  open: FollowedBatch,
  batches: ProviderBatches,
  tools: KeepProviderBatchTools,
): Promise<void> {
  const { id, upstreamId, isCancelled } = open;
  const mustEnd = batch.status === 'CANCELLED' || isLate(batch, tools.nowMs());
  const state = await batches.poll(upstreamId, optionsOf(callMs, tools));
  if (state.type === 'ended') return collect(batch, open, state.reason, batches, tools);
  if (mustEnd && !isCancelled) {
    await batches.cancel(upstreamId, optionsOf(callMs, tools));
    await tools.store.noteCancelled(id);
  }
  if (tools.nowMs() >= batch.deadlineMs) {
    await leave(batch, { id }, 'Its provider did not finish it before the deadline.', tools);
  }
}

/** Keeps all answers. Unreadable answers are kept too, since they may be billed. The other rows run alone. */
async function collect(
  batch: KeptBatch,
  open: FollowedBatch,
  reason: string | null,
  batches: ProviderBatches,
  tools: KeepProviderBatchTools,
): Promise<void> {
  const { store } = tools;
  const { strays, problem } = await keepResults(open, batches, tools);
  if (strays.length > 0) {
    const rowIds = await store.readRowIds(open.id);
    // More rows than lines: this is not a list of results, but for example a proxy's error page. The next check reads
    // it again.
    if (rowIds.length > strays.length) {
      const counted = `${rowIds.length} rows have no result, and ${strays.length} lines cannot be read`;
      throw new TypeError(`The results of a batch at provider '${open.providerId}' do not match its rows: ${counted}.`);
    }
    await store.keepAnswers(
      open.id,
      rowIds.map((rowId, index) => ({ rowId, answer: strays[index] ?? '' })),
    );
  }
  await leave(batch, open, reason ?? problem, tools);
  await remove(batch, open, batches, tools);
}

/** `strays`: unreadable lines that name no row. `problem`: why rows have no answer. */
async function keepResults(
  { id, upstreamId }: { id: string; upstreamId: string },
  batches: ProviderBatches,
  tools: KeepProviderBatchTools,
): Promise<{ strays: readonly string[]; problem: string | null }> {
  const strays: string[] = [];
  let room = mostOfStrays;
  let unreadable = 0;
  let problem: string | null = null;
  for await (const results of batches.results(upstreamId, optionsOf(resultsMs, tools))) {
    const answers: { rowId: string; answer: string }[] = [];
    for (const result of results) {
      if (result.type === 'answered') answers.push(result);
      else if (result.type === 'refused') problem ??= result.problem;
      else if (result.rowId !== null) answers.push({ rowId: result.rowId, answer: result.text });
      else {
        strays.push(result.text.slice(0, room));
        room = Math.max(0, room - result.text.length);
      }
      if (result.type === 'unreadable') unreadable++;
    }
    await tools.store.keepAnswers(id, answers);
  }
  return { strays, problem: problem ?? (unreadable === 0 ? null : `${unreadable} of its results cannot be read.`) };
}

/**
 * Removes an ended batch's data from the provider, since it is no longer needed. Data that cannot be removed expires
 * there.
 */
async function remove(
  batch: KeptBatch,
  { upstreamId }: { upstreamId: string },
  batches: ProviderBatches,
  tools: KeepProviderBatchTools,
): Promise<void> {
  try {
    await batches.remove(upstreamId, optionsOf(callMs, tools));
  } catch (error) {
    tools.log.warn({ err: error, batchId: batch.id }, 'The files of a batch stay at its provider until they expire.');
  }
}

/** Ends a batch of a provider. Rows without an answer run alone, or end with a cancelled batch. */
async function leave(
  batch: KeptBatch,
  { id }: Pick<OpenProviderBatch, 'id'>,
  reason: string | null,
  tools: KeepProviderBatchTools,
  to: 'PENDING' | 'SORTING' = 'PENDING',
): Promise<void> {
  if (batch.status === 'CANCELLED') {
    await tools.generations.leaveBatch(await tools.store.drop(batch.id, 'SENT', id));
  }
  await end({ id }, to, reason, tools);
}

async function end(
  { id }: { id: string },
  to: 'PENDING' | 'SORTING',
  reason: string | null,
  { store, generations }: KeepProviderBatchTools,
): Promise<void> {
  const heldIds = await store.end(id, to, reason);
  if (heldIds.length > 0) await generations.leaveBatch(heldIds);
}

/** Whether the provider certainly did not accept the batch. */
function isRefused(error: unknown): error is Error {
  return isProviderError(error) && error.status !== null && error.status >= 400 && error.status < 500;
}

function optionsOf(limitMs: number, { closing }: KeepProviderBatchTools): { signal: AbortSignal } {
  return { signal: AbortSignal.any([closing, AbortSignal.timeout(limitMs)]) };
}
