import { calcPrice, type ModelInfo, type ModelPrice, type PriceCalculationResult } from '@pydantic/genai-prices';
import manifest from '../../package.json' with { type: 'json' };
import { nextPriceChangeMs } from './next-price-change.ts';
import type { MediaRates, Price, Rate } from './price.ts';
import type { PriceFeed } from './price-feed.ts';

/** The price list's entry of a model at one moment. */
export type Listing = {
  /** Null: the list knows the model, but has no price by token. */
  price: Price | null;
  /** Tokens. Null if the list does not state it. */
  contextWindow: number | null;
  /** Epoch milliseconds of the next price change. Null for none. */
  validUntilMs: number | null;
};

/** The version of the price list within this installation. */
export const bundledListVersion: string = manifest.dependencies['@pydantic/genai-prices'];

/** Providers with another id in the list. */
const listedAs: Readonly<Record<string, string>> = { bedrock: 'aws', vertex: 'google', xai: 'x-ai' };

/**
 * Looks a model up in the price list of @pydantic/genai-prices as of `atMs`. Null if the list does not know it. `feed`:
 * newer prices, which come first.
 *
 * @param vendorId the vendor's id as in the policy: `openai`, `xai`
 */
export function findListing(
  vendorId: string,
  modelName: string,
  atMs: number,
  feed: PriceFeed | null = null,
): Listing | null {
  const place = listedPlace(vendorId, modelName);
  const ofFeed = feed === null ? null : findInFeed(feed, place, atMs);
  const found = ofFeed ?? calcPrice({}, place.name, { providerId: place.providerId, timestamp: new Date(atMs) });
  if (found === null) return null;
  const version = ofFeed === null || feed === null ? bundledListVersion : feed.version;
  return {
    price: priceOf(found.model_price, `genai-prices@${version}`),
    contextWindow: found.model.context_window ?? null,
    validUntilMs: nextPriceChangeMs(conditionsOf(found.model), atMs),
  };
}

/** Looks a model up at its provider, then at the providers whose models it resells. */
function findInFeed({ providers }: PriceFeed, { providerId, name }: Place, atMs: number): PriceCalculationResult {
  const own = providers.get(providerId);
  for (const id of [providerId, ...(own?.fallback_model_providers ?? [])]) {
    const provider = providers.get(id);
    if (provider === undefined) continue;
    const { fallback_model_providers: _, ...alone } = provider;
    const found = calcPrice({}, name, { provider: alone, timestamp: new Date(atMs) });
    if (found !== null) return found;
  }
  return null;
}

type Place = { providerId: string; name: string };

/**
 * The place of a model in the list. HuggingFace's router names the serving provider after a colon; each of these has
 * its own price.
 */
export function listedPlace(vendorId: string, modelName: string): Place {
  if (vendorId !== 'huggingface') return { providerId: listedAs[vendorId] ?? vendorId, name: modelName };
  const colon = modelName.lastIndexOf(':');
  if (colon === -1) return { providerId: vendorId, name: modelName };
  return { providerId: `huggingface_${modelName.slice(colon + 1)}`, name: modelName.slice(0, colon) };
}

function conditionsOf(model: ModelInfo) {
  return Array.isArray(model.prices) ? model.prices.flatMap(({ constraint }) => constraint ?? []) : [];
}

function priceOf(listed: ModelPrice, source: string): Price | null {
  if (listed.input_mtok === undefined && listed.output_mtok === undefined) return null;
  const input = rateOf(listed.input_mtok);
  const output = rateOf(listed.output_mtok);
  const cacheWrite = rateOf(listed.cache_write_mtok, input);
  const media = mediaRatesOf(listed);
  return {
    input,
    cachedInput: rateOf(listed.cache_read_mtok, input),
    cacheWrite,
    cacheWriteHour: rateOf(listed.cache_write_1h_mtok, cacheWrite),
    output,
    reasoning: rateOf(listed.output_reasoning_mtok, output),
    requestUsd: rateOf(listed.requests_kcount).usdPerMTok / 1000,
    ...(media !== null && { media }),
    source,
  };
}

/** Penstock's names of the list's rates for audio and images. */
const listedMedia = {
  audioInput: 'input_audio_mtok',
  imageInput: 'input_image_mtok',
  audioCachedInput: 'cache_audio_read_mtok',
  audioOutput: 'output_audio_mtok',
  imageOutput: 'output_image_mtok',
} as const satisfies Record<keyof MediaRates, keyof ModelPrice>;

function mediaRatesOf(listed: ModelPrice): MediaRates | null {
  const rates = Object.entries(listedMedia).flatMap(([name, key]) =>
    listed[key] === undefined ? [] : [[name, rateOf(listed[key])] as const],
  );
  return rates.length === 0 ? null : Object.fromEntries(rates);
}

const free: Rate = { usdPerMTok: 0, tiers: [] };

/** The list's `start` has the same meaning as `aboveInputTokens`: the tier applies to larger prompts. */
function rateOf(listed: ModelPrice[string], otherwise: Rate = free): Rate {
  if (listed === undefined) return otherwise;
  if (typeof listed === 'number') return { usdPerMTok: listed, tiers: [] };
  const tiers = listed.tiers.map(({ start, price }) => ({ aboveInputTokens: start, usdPerMTok: price }));
  return {
    usdPerMTok: listed.base,
    tiers: tiers.toSorted((left, right) => left.aboveInputTokens - right.aboveInputTokens),
  };
}
