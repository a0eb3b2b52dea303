import { type CostBucket, costBuckets } from '@penstock/router';
import { Prisma } from '../../database/generated/client/client.ts';
import { builder } from '../builder.ts';

type Decimal = Prisma.Decimal;

const nothing = new Prisma.Decimal(0);

/** The cost of one attempt by bucket, as stored; null if unpriced. */
export type AttemptCost = Record<CostBucket | 'costUsd' | 'cachedSavingUsd' | 'statedUsd', Decimal | null> & {
  priceSource: string | null;
  priceTier: number | null;
};

/** The columns of an attempt for its cost. */
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

/** The cost of an answer from the response cache. */
export const noCost: CostSum = {
  totalUsd: '0',
  ...byBucket(() => '0'),
  cachedSavingUsd: '0',
  statedUsd: null,
  priceSource: 'response cache',
  priceVersion: null,
  tierAboveInputTokens: null,
};

/** The sum over all attempts; null if an attempt is unpriced, or there was none. */
export function sumAttemptCosts(attempts: readonly AttemptCost[]): CostSum | null {
  return attempts.length === 0 || attempts.some(({ costUsd }) => costUsd === null) ? null : new AttemptsCost(attempts);
}

/** Adds up an amount when it is read: most requests want the total only. */
class AttemptsCost implements CostSum {
  readonly #attempts: readonly AttemptCost[];

  constructor(attempts: readonly AttemptCost[]) {
    this.#attempts = attempts;
  }

  get totalUsd(): string {
    return this.#sum('costUsd');
  }

  get inputUsd(): string {
    return this.#sum('inputUsd');
  }

  get cachedInputUsd(): string {
    return this.#sum('cachedInputUsd');
  }

  get cacheWriteUsd(): string {
    return this.#sum('cacheWriteUsd');
  }

  get outputUsd(): string {
    return this.#sum('outputUsd');
  }

  get reasoningUsd(): string {
    return this.#sum('reasoningUsd');
  }

  get requestUsd(): string {
    return this.#sum('requestUsd');
  }

  get cachedSavingUsd(): string {
    return this.#sum('cachedSavingUsd');
  }

  get statedUsd(): string | null {
    return this.#priced.some(({ statedUsd }) => statedUsd === null) ? null : this.#sum('statedUsd');
  }

  get priceSource(): string {
    return [...this.#sources].filter(Boolean).join(', ');
  }

  get priceVersion(): string | null {
    return this.#sources.size === 1 ? (this.priceSource.split('@')[1] ?? null) : null;
  }

  get tierAboveInputTokens(): number | null {
    const tiers = new Set(this.#priced.map(({ priceTier }) => priceTier));
    return tiers.size === 1 ? ([...tiers][0] ?? null) : null;
  }

  /** The attempts that cost money, or all if none did. */
  get #priced(): readonly AttemptCost[] {
    const billed = this.#attempts.filter(({ costUsd }) => !costUsd?.isZero());
    return billed.length > 0 ? billed : this.#attempts;
  }

  get #sources(): ReadonlySet<string> {
    return new Set(this.#priced.map(({ priceSource }) => priceSource ?? ''));
  }

  #sum(amount: CostBucket | 'costUsd' | 'cachedSavingUsd' | 'statedUsd'): string {
    return this.#attempts
      .map((attempt) => attempt[amount] ?? nothing)
      .reduce((total, usd) => total.plus(usd))
      .toFixed();
  }
}

/** An object with one value per bucket. */
function byBucket<Made>(make: (bucket: CostBucket) => Made): Record<CostBucket, Made> {
  return Object.fromEntries(costBuckets.map((bucket) => [bucket, make(bucket)])) as Record<CostBucket, Made>;
}

const bucketDescriptions: Readonly<Record<CostBucket, string>> = {
  inputUsd: 'Prompt tokens at the full price.',
  cachedInputUsd: "For prompt tokens read from the provider's cache.",
  cacheWriteUsd: "For prompt tokens written to the provider's cache.",
  outputUsd: 'Answer tokens, without reasoning.',
  reasoningUsd:
    "Reasoning tokens, if the provider separates them from the answer's. Their own rate applies if the price has one, else the output rate.",
  requestUsd: 'Fees per call, independent of its size; 0 for nearly every model.',
};

export const Cost = builder.objectRef<CostSum>('Cost').implement({
  description:
    'The cost of one attempt or of all, by bucket. The buckets do not overlap, and the total is their sum. Each uses the rate of the price tier in force.',
  fields: (t) => ({
    totalUsd: t.expose('totalUsd', { type: 'Decimal', description: 'The total, US dollars.' }),
    ...byBucket((bucket) => t.expose(bucket, { type: 'Decimal', description: bucketDescriptions[bucket] })),
    cachedSavingUsd: t.expose('cachedSavingUsd', {
      type: 'Decimal',
      description:
        'The saving by the prompt cache: the cost of the same call without the cache, minus the actual cost. Below 0 if cache writes cost more than cache reads saved. Not part of the total.',
    }),
    statedUsd: t.expose('statedUsd', {
      type: 'Decimal',
      nullable: true,
      description:
        "The cost that the provider stated, kept next to the computed cost. It is the total if `priceSource` is `provider`. Null if an attempt's provider stated none.",
    }),
    priceSource: t.exposeString('priceSource', {
      description:
        'The source of the prices: for example `genai-prices@0.1.8`, `policy`, `provider` for a stated cost, or `response cache`.',
    }),
    priceVersion: t.exposeString('priceVersion', {
      nullable: true,
      description: 'The version of the price list; null for prices of the policy, and if attempts differ.',
    }),
    tierAboveInputTokens: t.exposeInt('tierAboveInputTokens', {
      nullable: true,
      description:
        'The price tier in force: the prices for prompts larger than this many tokens. Null for the base price, and if attempts differ.',
    }),
  }),
});
