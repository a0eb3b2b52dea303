import { Prisma } from '../../database/generated/client/client.ts';
import { builder } from '../builder.ts';

type Decimal = Prisma.Decimal;

const nothing = new Prisma.Decimal(0);

/** What one attempt cost by bucket, as its row has it; null where unpriced. */
export type AttemptCost = {
  inputUsd: Decimal | null;
  cachedInputUsd: Decimal | null;
  cacheWriteUsd: Decimal | null;
  outputUsd: Decimal | null;
  reasoningUsd: Decimal | null;
  requestUsd: Decimal | null;
  costUsd: Decimal | null;
  cachedSavingUsd: Decimal | null;
  statedUsd: Decimal | null;
  priceSource: string | null;
  priceTier: number | null;
};

type Bucket = 'inputUsd' | 'cachedInputUsd' | 'cacheWriteUsd' | 'outputUsd' | 'reasoningUsd' | 'requestUsd';

type CostSum = Record<Bucket | 'totalUsd' | 'cachedSavingUsd', string> & {
  statedUsd: string | null;
  priceSource: string;
  priceVersion: string | null;
  tierAboveInputTokens: number | null;
};

/** The cost of an answer of the response cache. */
export const noCost: CostSum = {
  totalUsd: '0',
  inputUsd: '0',
  cachedInputUsd: '0',
  cacheWriteUsd: '0',
  outputUsd: '0',
  reasoningUsd: '0',
  requestUsd: '0',
  cachedSavingUsd: '0',
  statedUsd: null,
  priceSource: 'response cache',
  priceVersion: null,
  tierAboveInputTokens: null,
};

/** The sum over all attempts; null when one of them is unpriced, or there was none. */
export function sumAttemptCosts(attempts: readonly AttemptCost[]): CostSum | null {
  if (attempts.length === 0 || attempts.some((attempt) => attempt.costUsd === null)) return null;
  const sum = (bucket: Bucket | 'costUsd' | 'cachedSavingUsd' | 'statedUsd') =>
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
    inputUsd: sum('inputUsd'),
    cachedInputUsd: sum('cachedInputUsd'),
    cacheWriteUsd: sum('cacheWriteUsd'),
    outputUsd: sum('outputUsd'),
    reasoningUsd: sum('reasoningUsd'),
    requestUsd: sum('requestUsd'),
    cachedSavingUsd: sum('cachedSavingUsd'),
    statedUsd: priced.some((attempt) => attempt.statedUsd === null) ? null : sum('statedUsd'),
    priceSource,
    priceVersion: sources.size === 1 ? (priceSource.split('@')[1] ?? null) : null,
    tierAboveInputTokens: tiers.size === 1 ? ([...tiers][0] ?? null) : null,
  };
}

export const Cost = builder.objectRef<CostSum>('Cost').implement({
  description:
    'Money of one attempt or of all, by bucket. The buckets do not overlap, and the total is their sum; each has the rate of the tier that held.',
  fields: (t) => ({
    totalUsd: t.expose('totalUsd', { type: 'Decimal', description: 'All of it, US dollars.' }),
    inputUsd: t.expose('inputUsd', { type: 'Decimal', description: 'For prompt tokens at the full price.' }),
    cachedInputUsd: t.expose('cachedInputUsd', {
      type: 'Decimal',
      description: "For prompt tokens read from the provider's cache.",
    }),
    cacheWriteUsd: t.expose('cacheWriteUsd', {
      type: 'Decimal',
      description: "For prompt tokens written to the provider's cache.",
    }),
    outputUsd: t.expose('outputUsd', { type: 'Decimal', description: 'For the answer, without reasoning.' }),
    reasoningUsd: t.expose('reasoningUsd', {
      type: 'Decimal',
      description:
        "For tokens spent thinking, where the provider tells them from the answer's: at their own rate where the price has one, else at the output's.",
    }),
    requestUsd: t.expose('requestUsd', {
      type: 'Decimal',
      description: 'Fees per call, independent of its size; 0 for nearly every model.',
    }),
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
