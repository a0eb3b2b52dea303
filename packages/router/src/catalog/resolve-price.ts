import type { PricePolicy } from '../policy/policy.ts';
import type { Price, Rate } from './price.ts';
import type { Listing } from './price-list.ts';
import type { Provider } from './provider.ts';

/**
 * The price in force. First counts the policy. Local models and the sandbox are free. Then counts the price list. Null:
 * unpriced, which is not free.
 */
export function resolvePrice(stated: PricePolicy | null, provider: Provider, listing: Listing | null): Price | null {
  if (stated !== null) return statedPrice(stated);
  if (provider.isSandbox) return freePrice('sandbox');
  if (provider.isLocal) return freePrice('local');
  return listing?.price ?? null;
}

function statedPrice(stated: PricePolicy): Price {
  const input = flat(stated.inputUsdPerMTok);
  const output = flat(stated.outputUsdPerMTok);
  return {
    input,
    cachedInput: stated.cachedInputUsdPerMTok === null ? input : flat(stated.cachedInputUsdPerMTok),
    cacheWrite: stated.cacheWriteUsdPerMTok === null ? input : flat(stated.cacheWriteUsdPerMTok),
    output,
    reasoning: output,
    requestUsd: 0,
    source: 'policy',
  };
}

function freePrice(source: string): Price {
  const rate = flat(0);
  return { input: rate, cachedInput: rate, cacheWrite: rate, output: rate, reasoning: rate, requestUsd: 0, source };
}

function flat(usdPerMTok: number): Rate {
  return { usdPerMTok, tiers: [] };
}
