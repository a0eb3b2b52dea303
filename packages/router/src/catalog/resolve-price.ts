import type { ModelPolicy, PricePolicy, PriceTierPolicy, ServiceTierPolicy } from '../policy/model-policy.ts';
import type { MediaRates, Price, Rate, TierRates } from './price.ts';
import type { Listing } from './price-list.ts';
import type { Provider } from './provider.ts';

/** The facts of a model's policy about its price. */
export type PriceFacts = Pick<ModelPolicy, 'price' | 'serviceTiers' | 'searchFees'>;

/**
 * The price in force. The policy comes first. Local models and the sandbox are free. Then comes the price list. Null:
 * unpriced, which is not free.
 */
export function resolvePrice(facts: PriceFacts, provider: Provider, listing: Listing | null): Price | null {
  const base = facts.price === null ? unstatedPrice(provider, listing) : statedPrice(facts.price);
  if (base === null || (facts.serviceTiers === null && facts.searchFees === null)) return base;
  const fees = Object.values(facts.searchFees ?? {});
  return {
    ...base,
    requestUsd: fees.length === 0 ? base.requestUsd : Math.max(base.requestUsd, ...fees),
    ...(facts.searchFees !== null && { requestUsdBySearch: facts.searchFees }),
    ...(facts.serviceTiers !== null && { serviceTiers: tiersOf(facts.serviceTiers, base) }),
  };
}

function unstatedPrice(provider: Provider, listing: Listing | null): Price | null {
  if (provider.isSandbox) return freePrice('sandbox');
  if (provider.isLocal) return freePrice('local');
  return listing?.price ?? null;
}

function statedPrice(stated: PricePolicy): Price {
  const rate = (bucket: Bucket, otherwise: Rate): Rate => {
    const usdPerMTok = stated[bucket];
    return usdPerMTok === null ? otherwise : { usdPerMTok, tiers: tiersIn(stated, bucket) };
  };
  const input = rate('inputUsdPerMTok', flat(0));
  const output = rate('outputUsdPerMTok', flat(0));
  const cacheWrite = rate('cacheWriteUsdPerMTok', input);
  const media: MediaRates = {
    ...(stated.audioInputUsdPerMTok !== null && { audioInput: flat(stated.audioInputUsdPerMTok) }),
    ...(stated.audioOutputUsdPerMTok !== null && { audioOutput: flat(stated.audioOutputUsdPerMTok) }),
    ...(stated.imageOutputUsdPerMTok !== null && { imageOutput: flat(stated.imageOutputUsdPerMTok) }),
  };
  return {
    input,
    cachedInput: rate('cachedInputUsdPerMTok', input),
    cacheWrite,
    cacheWriteHour: rate('cacheWriteHourUsdPerMTok', cacheWrite),
    output,
    reasoning: output,
    requestUsd: stated.requestUsd ?? 0,
    ...(Object.keys(media).length > 0 && { media }),
    source: 'policy',
  };
}

type Bucket = Exclude<keyof PriceTierPolicy, 'aboveInputTokens'>;

function tiersIn({ tiers }: PricePolicy, bucket: Bucket): Rate['tiers'] {
  return tiers.flatMap((tier) => {
    const usdPerMTok = tier[bucket];
    return usdPerMTok === null ? [] : [{ aboveInputTokens: tier.aboveInputTokens, usdPerMTok }];
  });
}

function freePrice(source: string): Price {
  const rate = flat(0);
  const prompt = { input: rate, cachedInput: rate, cacheWrite: rate, cacheWriteHour: rate };
  return { ...prompt, output: rate, reasoning: rate, requestUsd: 0, source };
}

function tiersOf(tiers: Readonly<Record<string, ServiceTierPolicy>>, base: Price): Readonly<Record<string, TierRates>> {
  return Object.fromEntries(
    Object.entries(tiers).map(([name, { inputUsdPerMTok, cachedInputUsdPerMTok, outputUsdPerMTok }]) => {
      const factor = base.input.usdPerMTok === 0 ? 1 : inputUsdPerMTok / base.input.usdPerMTok;
      const scale = ({ usdPerMTok }: Rate) => usdPerMTok * factor;
      return [
        name,
        {
          input: scaled(base.input, inputUsdPerMTok),
          cachedInput: scaled(base.cachedInput, cachedInputUsdPerMTok ?? scale(base.cachedInput)),
          cacheWrite: scaled(base.cacheWrite, scale(base.cacheWrite)),
          cacheWriteHour: scaled(base.cacheWriteHour, scale(base.cacheWriteHour)),
          output: scaled(base.output, outputUsdPerMTok),
        },
      ];
    }),
  );
}

/** The price with another base. The tiers by size keep their proportion to it. */
function scaled({ usdPerMTok, tiers }: Rate, to: number): Rate {
  const factor = usdPerMTok === 0 ? 1 : to / usdPerMTok;
  return { usdPerMTok: to, tiers: tiers.map((tier) => ({ ...tier, usdPerMTok: tier.usdPerMTok * factor })) };
}

function flat(usdPerMTok: number): Rate {
  return { usdPerMTok, tiers: [] };
}
