import { type CostBucket, costBuckets } from '@penstock/router';
import { Prisma } from '../../database/generated/client/client.ts';
import { builder } from '../builder.ts';

type Decimal = Prisma.Decimal;

const nothing = new Prisma.Decimal(0);

/** What one attempt cost by bucket, as its row has it; null where unpriced. */
export type AttemptCost = Record<CostBucket | 'costUsd' | 'cachedSavingUsd' | 'statedUsd', Decimal | null> & {
  priceSource: string | null;
  priceTier: number | null;
};

/** The columns of an attempt that its cost is read from. */
export const attemptCostColumns = {
  inputUsd: true,
  cachedInputUsd: true,
  cacheWriteUsd: true,
  outputUsd: true,
  reasoningUsd: true,
  requestUsd: true,
  costUsd: true,
  cachedSavingUsd: true,
  statedUsd: true,
  priceSource: true,
  priceTier: true,
} as const satisfies Record<keyof AttemptCost, true>;

type CostSum = Record<CostBucket | 'totalUsd' | 'cachedSavingUsd', string> & {
  statedUsd: string | null;
  priceSource: string;
  priceVersion: string | null;
  tierAboveInputTokens: number | null;
};

/** The cost of an answer of the response cache. */
export const noCost: CostSum = {
  totalUsd: '0',
  ...byBucket(() => '0'),
  cachedSavingUsd: '0',
  statedUsd: null,
  priceSource: 'response cache',
  priceVersion: null,
  tierAboveInputTokens: null,
};

/** The sum over all attempts; null when one of them is unpriced, or there was none. */
export function sumAttemptCosts(attempts: readonly AttemptCost[]): CostSum | null {
  if (attempts.length === 0 || attempts.some((attempt) => attempt.costUsd === null)) return null;
  const sum = (bucket: CostBucket | 'costUsd' | 'cachedSavingUsd' | 'statedUsd') =>
    attempts
      .map((attempt) => attempt[bucket] ?? nothing)
      .reduce((total, amount) => total.plus(amount))
      .toFixed();
  const billed = attempts.filter((attempt) => !attempt.costUsd?.isZero());
  const priced = billed.length > 0 ? billed : attempts;
  const sources = new Set(priced.map((attempt) => attempt.priceSource ?? ''));
  const tiers = new Set(priced.map((attempt) => attempt.priceTier));
  const priceSource = [...sources].filter(Boolean).join(', ');
  return {
    totalUsd: sum('costUsd'),
    ...byBucket(sum),
    cachedSavingUsd: sum('cachedSavingUsd'),
    statedUsd: priced.some((attempt) => attempt.statedUsd === null) ? null : sum('statedUsd'),
    priceSource,
    priceVersion: sources.size === 1 ? (priceSource.split('@')[1] ?? null) : null,
    tierAboveInputTokens: tiers.size === 1 ? ([...tiers][0] ?? null) : null,
  };
}

/** Each bucket as `make` makes it. */
function byBucket<Made>(make: (bucket: CostBucket) => Made): Record<CostBucket, Made> {
  return Object.fromEntries(costBuckets.map((bucket) => [bucket, make(bucket)])) as Record<CostBucket, Made>;
}

const bucketDescriptions: Readonly<Record<CostBucket, string>> = {
  inputUsd: 'For prompt tokens at the full price.',
  cachedInputUsd: "For prompt tokens read from the provider's cache.",
  cacheWriteUsd: "For prompt tokens written to the provider's cache.",
  outputUsd: 'For the answer, without reasoning.',
  reasoningUsd:
    "For tokens spent thinking, where the provider tells them from the answer's: at their own rate where the price has one, else at the output's.",
  requestUsd: 'Fees per call, independent of its size; 0 for nearly every model.',
};

export const Cost = builder.objectRef<CostSum>('Cost').implement({
  description:
    'Money of one attempt or of all, by bucket. The buckets do not overlap, and the total is their sum; each has the rate of the tier that held.',
  fields: (t) => ({
    totalUsd: t.expose('totalUsd', { type: 'Decimal', description: 'All of it, US dollars.' }),
    ...byBucket((bucket) => t.expose(bucket, { type: 'Decimal', description: bucketDescriptions[bucket] })),
    cachedSavingUsd: t.expose('cachedSavingUsd', {
      type: 'Decimal',
      description:
        'The saving by the prompt cache: what the same call costs without one, less what it cost. Below 0 where writing to the cache cost more than reading from it saved. Not part of the total.',
    }),
    statedUsd: t.expose('statedUsd', {
      type: 'Decimal',
      nullable: true,
      description:
        "The cost as the provider stated it, kept beside ours. It is the total where `priceSource` is `provider`. Null where an attempt's provider stated none.",
    }),
    priceSource: t.exposeString('priceSource', {
      description:
        'Where the prices come from, as `genai-prices@0.1.8`, `policy`, `provider` for a stated cost, or `response cache`.',
    }),
    priceVersion: t.exposeString('priceVersion', {
      nullable: true,
      description: 'The version of the price list; null for prices of the policy, and where attempts differ.',
    }),
    tierAboveInputTokens: t.exposeInt('tierAboveInputTokens', {
      nullable: true,
      description:
        'The tier that held: the prices of prompts larger than so many tokens. Null for the base price, and where attempts differ.',
    }),
  }),
});
