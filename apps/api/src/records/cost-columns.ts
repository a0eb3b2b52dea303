import { type CostBucket, costBuckets } from '@penstock/router';
import type { Cost } from '../generation/generation.ts';
import { columnOf } from './token-columns.ts';

/** The columns of the cost buckets, for example `cached_input_usd`, and the value of each. */
export const costColumns = costBuckets.map((bucket) => ({
  bucket,
  column: columnOf(bucket),
  read: (cost: Cost | null): number | null => readBucket(cost, bucket),
}));

/** Most calls have no reasoning and no fee: an empty column takes no space. */
const emptyAtZero: ReadonlySet<CostBucket> = new Set<CostBucket>(['reasoningUsd', 'requestUsd']);

function readBucket(cost: Cost | null, bucket: CostBucket): number | null {
  const usd = cost?.[bucket] ?? null;
  return usd === 0 && emptyAtZero.has(bucket) ? null : usd;
}
