import { findProvider, type Provider, REMOTE_DATA_JSON_URL } from '@pydantic/genai-prices';

/** The address where the price list publishes its newest prices. */
export const priceFeedUrl: string = REMOTE_DATA_JSON_URL;

/** The price list has some 40 providers and 2,000 models. */
const mostProviders = 1_000;
const mostModels = 50_000;
/** The highest price of any unit. US dollars. */
const mostUsd = 100_000;
/** A known price that changes by a larger factor is an error of the feed. */
const mostChange = 20;

/** Providers that every feed has. A feed with implausible changes of their prices is refused. */
const wellKnown = ['openai', 'anthropic', 'google', 'mistral', 'x-ai', 'deepseek', 'cohere'] as const;

/** Prices of a feed, which come before those of the installed list. Plain data; never changed. */
export type PriceFeed = {
  /** Names the source of prices: `2026-11-28`. */
  version: string;
  providers: ReadonlyMap<string, Provider>;
};

/**
 * Reads a feed. `inForce`: the present prices, for the comparison; null for the installed list's. If the feed is
 * invalid, returns the problem in a few words.
 */
export function readPriceFeed(text: string, version: string, inForce: PriceFeed | null): PriceFeed | string {
  const providers = parseFeed(text);
  if (typeof providers === 'string') return providers;
  const feed = { version, providers: new Map(providers.map((provider) => [provider.id, provider])) };
  return implausible(feed, inForce) ?? feed;
}

function parseFeed(text: string): Provider[] | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  if (!Array.isArray(parsed) || parsed.length === 0) return 'it is not a list of providers';
  if (parsed.length > mostProviders) return `it has more than ${mostProviders} providers`;
  let models = 0;
  for (const provider of parsed) {
    if (!isNamed(provider) || !Array.isArray(provider.models)) return 'a provider has no id or no models';
    models += provider.models.length;
    if (models > mostModels) return `it has more than ${mostModels} models`;
    for (const model of provider.models) {
      if (!isNamed(model) || !isObject(model.match)) return `a model of ${provider.id} has no id or no match`;
      if (!arePrices(model.prices, 0)) return `a price of ${provider.id}/${model.id} is implausible`;
    }
  }
  return parsed as Provider[];
}

/** Whether every price within is a number in range. */
function arePrices(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return value >= 0 && value <= mostUsd;
  if (value === null || typeof value === 'string' || value === undefined) return depth > 1;
  if (typeof value !== 'object' || depth > 5) return false;
  for (const [name, member] of Object.entries(value)) {
    // The size of a tier and the time of a condition are not prices.
    if (name !== 'start' && name !== 'constraint' && !arePrices(member, depth + 1)) return false;
  }
  return true;
}

/** Compares the feed with the prices in force. Null if every change is plausible. */
function implausible(feed: PriceFeed, inForce: PriceFeed | null): string | null {
  for (const id of wellKnown) {
    const known = inForce === null ? findProvider({ providerId: id }) : inForce.providers.get(id);
    const next = feed.providers.get(id);
    if (known === undefined) continue;
    if (next === undefined || next.models.length < known.models.length / 2) return `it lacks the models of ${id}`;
    const byId = new Map(next.models.map((model) => [model.id, model]));
    for (const model of known.models) {
      const [before, after] = [inputUsdOf(model), inputUsdOf(byId.get(model.id))];
      if (before === null || after === null || before === 0) continue;
      const change = after / before;
      if (change > mostChange || change < 1 / mostChange)
        return `the price of ${id}/${model.id} went from ${before} to ${after}`;
    }
  }
  return null;
}

/** The newest price of input, US dollars per million tokens. Null for none. */
function inputUsdOf(model: Provider['models'][number] | undefined): number | null {
  const prices = Array.isArray(model?.prices) ? model.prices.at(-1)?.prices : model?.prices;
  const input = prices?.input_mtok;
  return typeof input === 'number' ? input : (input?.base ?? null);
}

function isNamed(value: unknown): value is { id: string; [key: string]: unknown } {
  return isObject(value) && typeof value.id === 'string' && value.id !== '' && value.id.length <= 256;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
