import { noTokens } from '@penstock/providers';
import type { Capability } from '../policy/capability.ts';
import { costOf } from './cost.ts';
import type { Model } from './model.ts';

/** A filter of models; all given members must match. */
export type ModelFilter = {
  /** Has all of these capabilities. */
  capabilities?: readonly Capability[];
  tag?: string;
  providerId?: string;
  /** Costs at most this much per million prompt tokens, US dollars. Unpriced models do not match. */
  maxInputUsdPerMTok?: number;
  /** Has a context window of at least this many tokens. */
  minContextWindow?: number;
  isLocal?: boolean;
  /** Switched on, and its provider configured. */
  isUsable?: boolean;
  /** Has all of these words in its id, names, tags or use cases. */
  text?: string;
};

/** The models that match a filter, in the catalog's order. */
export function searchModels(models: readonly Model[], filter: ModelFilter): Model[] {
  const words = (filter.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter((model) => isWanted(model, filter) && hasWords(model, words));
}

/** The cheapest matching model, by the price of an ordinary call. Undefined if none has a price. */
export function cheapestModel(models: readonly Model[], filter: ModelFilter): Model | undefined {
  return least(searchModels(models, filter), ordinaryCallUsd);
}

/** The matching model with the shortest expected time for an ordinary answer. Undefined for none. */
export function fastestModel(models: readonly Model[], filter: ModelFilter): Model | undefined {
  return least(searchModels(models, filter), ordinaryCallMs);
}

function isWanted(model: Model, filter: ModelFilter): boolean {
  const { capabilities = [], tag, providerId, maxInputUsdPerMTok, minContextWindow, isLocal, isUsable } = filter;
  if (capabilities.some((capability) => !model.capabilities.has(capability))) return false;
  if (tag !== undefined && !model.tags.includes(tag)) return false;
  if (providerId !== undefined && model.providerId !== providerId) return false;
  if (
    maxInputUsdPerMTok !== undefined &&
    !(model.price !== null && model.price.input.usdPerMTok <= maxInputUsdPerMTok)
  ) {
    return false;
  }
  if (minContextWindow !== undefined && model.contextWindow < minContextWindow) return false;
  if (isLocal !== undefined && model.isLocal !== isLocal) return false;
  return isUsable === undefined || (model.isActive && model.isConfigured) === isUsable;
}

function hasWords(model: Model, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = [model.id, model.displayName, ...model.tags, ...model.useCases].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The call for comparing models: a prompt of a page and a half, an answer of half a page. */
const ordinaryCall = { ...noTokens, inputTokens: 1_000, outputTokens: 300 };

function ordinaryCallUsd({ price }: Model): number {
  return price === null ? Number.POSITIVE_INFINITY : costOf(price, ordinaryCall).totalUsd;
}

function ordinaryCallMs({ expectedLatency: { firstTokenMs, tokensPerSecond } }: Model): number {
  return firstTokenMs + (ordinaryCall.outputTokens / tokensPerSecond) * 1000;
}

function least(models: readonly Model[], measure: (model: Model) => number): Model | undefined {
  let best: Model | undefined;
  let bestValue = Number.POSITIVE_INFINITY;
  for (const model of models) {
    const value = measure(model);
    if (value < bestValue) {
      best = model;
      bestValue = value;
    }
  }
  return best;
}
