import { Prisma } from '../../database/generated/client/client.ts';
import { builder } from '../builder.ts';

type Decimal = Prisma.Decimal;

/** What one attempt cost by bucket, as its row has it; null where unpriced. */
export type AttemptCost = {
  inputUsd: Decimal | null;
  cachedInputUsd: Decimal | null;
  cacheWriteUsd: Decimal | null;
  outputUsd: Decimal | null;
  costUsd: Decimal | null;
  priceSource: string | null;
};

type CostSum = Record<'totalUsd' | 'inputUsd' | 'cachedInputUsd' | 'cacheWriteUsd' | 'outputUsd', string> & {
  priceSource: string;
};

/** The sum over all attempts; null when one of them is unpriced, or there was none. */
export function sumAttemptCosts(attempts: readonly AttemptCost[]): CostSum | null {
  if (attempts.length === 0 || attempts.some((attempt) => attempt.costUsd === null)) return null;
  const sum = (bucket: Exclude<keyof AttemptCost, 'priceSource'>) =>
    attempts.reduce((total, attempt) => total.plus(attempt[bucket] ?? 0), new Prisma.Decimal(0)).toFixed();
  const billed = attempts.filter((attempt) => !attempt.costUsd?.isZero());
  const sources = new Set((billed.length > 0 ? billed : attempts).map((attempt) => attempt.priceSource ?? ''));
  return {
    totalUsd: sum('costUsd'),
    inputUsd: sum('inputUsd'),
    cachedInputUsd: sum('cachedInputUsd'),
    cacheWriteUsd: sum('cacheWriteUsd'),
    outputUsd: sum('outputUsd'),
    priceSource: [...sources].filter(Boolean).join(', '),
  };
}

export const Cost = builder.objectRef<CostSum>('Cost').implement({
  description: 'Money over all attempts, by bucket.',
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
    outputUsd: t.expose('outputUsd', { type: 'Decimal', description: 'For the answer and for reasoning.' }),
    priceSource: t.exposeString('priceSource', { description: 'Where the prices come from.' }),
  }),
});
