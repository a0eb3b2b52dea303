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
  /** The batches of a provider in the rules in force; null where it has none. */
  batchesOf(providerId: string): ProviderBatches | null;
  /** Aborted when the service ends. */
  closing: AbortSignal;
  log: Log;
  nowMs(): number;
};

/** The longest that one call to a provider may take, milliseconds: most are short. */
const callMs = 60_000;
/** The longest that the submission of a batch may take, milliseconds. */
const submitMs = 120_000;
/** The longest that the results of a batch may take, milliseconds. */
const resultsMs = 1_800_000;
/** A submission that was cut may still arrive within this, milliseconds: longer than it may take. */
const arrivesWithinMs = 180_000;
/** A batch is cancelled so long before its deadline, milliseconds: time to run the missing rows alone. */
const marginMs = 3_600_000;

/** Whether rows must run alone now to be there in time. */
export function isLate({ deadlineMs }: KeptBatch, nowMs: number): boolean {
  return nowMs >= deadlineMs - marginMs;
}

/** Writes a batch of a provider, then submits it. Where the provider refuses it, its rows run alone. */
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
      log.warn(problem, 'The submission of a batch was cut. Its provider is asked for it.');
      return;
    }
    log.warn(problem, 'A provider refuses a batch. Its rows run alone.');
    await end({ id }, 'PENDING', error.message, tools);
  }
}

/** Looks at a batch of a provider: finds it, asks for its end, or takes its results. */
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
    log.warn({ err: error, batchId: batch.id, providerId: open.providerId }, 'Cannot look at a batch of a provider.');
    if (nowMs() < batch.deadlineMs) return;
    await leave(batch, open, 'Its provider did not say before the deadline what became of it.', tools);
  }
}

/** The provider's id of a batch whose submission was cut; null where it is not there, or not yet. */
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
    await leave(batch, { id }, 'It did not arrive at its provider.', tools, 'SORTING');
  } else if (isLate(batch, nowMs())) {
    await leave(batch, { id }, 'Its provider could not say in time whether it has it.', tools);
  }
  return null;
}

async function follow(
  batch: KeptBatch,
  open: OpenProviderBatch & { upstreamId: string },
  batches: ProviderBatches,
  tools: KeepProviderBatchTools,
): Promise<void> {
  const { id, upstreamId, isCancelled } = open;
  const mustEnd = batch.status === 'CANCELLED' || isLate(batch, tools.nowMs());
  const state = await batches.poll(upstreamId, optionsOf(callMs, tools));
  if (state.type === 'ended') return collect(batch, { id, upstreamId }, state.reason, batches, tools);
  if (mustEnd && !isCancelled) {
    await batches.cancel(upstreamId, optionsOf(callMs, tools));
    await tools.store.noteCancelled(id);
  }
  if (tools.nowMs() >= batch.deadlineMs) {
    await leave(batch, { id }, 'Its provider did not end it before the deadline.', tools);
  }
}

/** Keeps the answers; the other rows run alone. */
async function collect(
  batch: KeptBatch,
  { id, upstreamId }: { id: string; upstreamId: string },
  reason: string | null,
  batches: ProviderBatches,
  tools: KeepProviderBatchTools,
): Promise<void> {
  let problem: string | null = reason;
  for await (const results of batches.results(upstreamId, optionsOf(resultsMs, tools))) {
    const answers = results.flatMap(({ rowId, answer }) => (answer === null ? [] : [{ rowId, answer }]));
    await tools.store.keepAnswers(id, answers);
    problem ??= results.find((result) => result.problem !== null)?.problem ?? null;
  }
  await leave(batch, { id }, problem, tools);
}

/** Ends it. Its rows without an answer run alone, or end with a cancelled batch. */
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

/** Whether the provider has it certainly not. */
function isRefused(error: unknown): error is Error {
  return isProviderError(error) && error.status !== null && error.status >= 400 && error.status < 500;
}

function optionsOf(limitMs: number, { closing }: KeepProviderBatchTools): { signal: AbortSignal } {
  return { signal: AbortSignal.any([closing, AbortSignal.timeout(limitMs)]) };
}
