import type { ProviderBatches } from '@penstock/providers';
import type { Generations } from '../generation/generations.ts';
import { newId } from '../generation/new-id.ts';
import type { KeptBatch, ProviderBatchStore, SentRow, SortingRow } from './provider-batch-store.ts';
import { type RowRunnerTools, withKey } from './run-row.ts';

export type ChooseWaysTools = Pick<RowRunnerTools, 'viewerOfKey' | 'closing'> & {
  generations: Pick<Generations, 'enterBatch'>;
  store: Pick<ProviderBatchStore, 'readSorting' | 'runAlone'>;
  /** The batches of a provider in the rules in force; null if it has none. */
  batchesOf(providerId: string): ProviderBatches | null;
  nowMs(): number;
};

/** Rows of one provider and model, ready to submit. */
export type Parcel = { providerId: string; model: string; rows: SentRow[]; lines: string[]; bytes: number };

/** Rows per read. */
const readAtOnce = 100;
/** The most bytes of rows in one batch of a provider, and half the most in memory. Providers accept more. */
const mostBytes = 32 * 1024 * 1024;
/** Money stays reserved for this long after the deadline, milliseconds. By then every row has returned. */
const heldAfterMs = 86_400_000;

/**
 * Chooses how each undecided row runs: in a batch of its model's provider, or alone. Yields each parcel when it is
 * full, and the rest at the end. Rejects with a `KeyGone` if the batch's key may no longer run it.
 */
export async function* chooseWays(batch: KeptBatch, tools: ChooseWaysTools): AsyncGenerator<Parcel> {
  const parcels = new Map<string, Parcel>();
  const { store, closing, nowMs } = tools;
  for (let after = -1; ; ) {
    const ids = Array.from({ length: readAtOnce }, () => newId(nowMs()));
    const rows = await store.readSorting(batch.id, after, ids);
    const alone: number[] = [];
    for (const row of rows) {
      if (closing.aborted) return;
      after = row.index;
      const parcel = await put(row, batch, parcels, tools);
      if (parcel === null) alone.push(row.index);
      else if (isFull(parcel, tools)) yield* take([parcel], parcels);
    }
    await store.runAlone(batch.id, alone);
    const bytes = [...parcels.values()].reduce((sum, parcel) => sum + parcel.bytes, 0);
    if (bytes > mostBytes || rows.length < readAtOnce) yield* take([...parcels.values()], parcels);
    if (rows.length < readAtOnce) return;
  }
}

/** The key that created a batch may no longer run it. `message` gives the reason. */
export class KeyGone extends Error {}

/** The parcel that the row was added to. Null if the row runs alone. */
async function put(
  { index, request: asked, sentAs }: SortingRow,
  { deadlineMs }: KeptBatch,
  parcels: Map<string, Parcel>,
  tools: ChooseWaysTools,
): Promise<Parcel | null> {
  const request = withKey(asked, tools);
  if (typeof request === 'string') throw new KeyGone(request);
  const entered = await tools.generations.enterBatch(request, sentAs, {
    deadlineMs,
    heldUntilMs: deadlineMs + heldAfterMs,
  });
  if (entered === null) return null;
  const { row, upstreamModel, ...call } = entered;
  const key = JSON.stringify([call.providerId, upstreamModel]);
  const parcel = parcels.get(key) ?? {
    providerId: call.providerId,
    model: upstreamModel,
    bytes: 0,
    rows: [],
    lines: [],
  };
  parcels.set(key, parcel);
  parcel.rows.push({ index, sentAs, call });
  parcel.lines.push(row);
  parcel.bytes += Buffer.byteLength(row) + 1;
  return parcel;
}

function isFull({ providerId, rows, bytes }: Parcel, { batchesOf }: ChooseWaysTools): boolean {
  const terms = batchesOf(providerId)?.terms;
  return bytes >= mostBytes || rows.length >= (terms?.mostRows ?? 1);
}

function* take(some: readonly Parcel[], parcels: Map<string, Parcel>): Generator<Parcel> {
  for (const parcel of some) {
    parcels.delete(JSON.stringify([parcel.providerId, parcel.model]));
    yield parcel;
  }
}
