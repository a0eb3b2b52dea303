import { findProvider, type ModelInfo, type ModelPrice } from '@pydantic/genai-prices';
import { listedPlace } from './price-list.ts';
import type { ListedModel } from './refresh-policy.ts';

/** Providers that make their own models. Other providers list hundreds of models, of which a policy names few. */
const makers = ['openai', 'anthropic', 'google', 'mistral', 'cohere', 'xai', 'deepseek', 'perplexity'];

/**
 * The models of the price list by Penstock's ids, for providers that make their own models. Models that the list calls
 * deprecated are left out.
 */
export function listPricedModels(): Map<string, ListedModel> {
  const models = new Map<string, ListedModel>();
  for (const maker of makers) {
    const { providerId } = listedPlace(maker, '');
    for (const model of findProvider({ providerId })?.models ?? []) {
      if (model.deprecated === true) continue;
      models.set(`${maker}/${model.id}`, {
        name: model.name ?? model.id,
        contextWindow: model.context_window ?? null,
        price: priceOf(model),
      });
    }
  }
  return models;
}

/** Uses the newest of several dated prices. */
function priceOf({ prices }: ModelInfo): string | null {
  const newest = Array.isArray(prices) ? prices.at(-1)?.prices : prices;
  const input = baseOf(newest?.input_mtok);
  const output = baseOf(newest?.output_mtok);
  return input === null || output === null ? null : `${input} / ${output}`;
}

function baseOf(price: ModelPrice[string]): number | null {
  if (price === undefined) return null;
  return typeof price === 'number' ? price : price.base;
}
