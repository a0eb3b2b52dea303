import type { Model } from '../../catalog/model.ts';
import { callCostUsd } from '../estimate.ts';

/** A built-in chain: a rule that finds models in any catalog, not a list of names. */
export type BuiltInChain = {
  name: string;
  description: string;
  admits(model: Model): boolean;
  /** Models with higher values come first. */
  rank(model: Model): number;
};

/** The prompt and answer for comparing cost and time in chains. Tokens. */
const usualInputTokens = 1000;
const usualOutputTokens = 400;
const longContextTokens = 128_000;
const decentQuality = 0.5;

const everyModel = () => true;
const quality = (model: Model) => model.quality.score;
const has =
  (...wanted: readonly ('code' | 'analysis' | 'reasoning')[]) =>
  (model: Model) =>
    wanted.some((capability) => model.capabilities.has(capability));

/** The nine chains of every catalog. A chain of the same name in the policy replaces a built-in chain. */
export const builtInChains: readonly BuiltInChain[] = [
  { name: 'HIGH_QUALITY', description: 'The best models first.', admits: everyModel, rank: quality },
  { name: 'COST_OPTIMIZED', description: 'The cheapest models first.', admits: isPriced, rank: cheapness },
  { name: 'FAST_LATENCY', description: 'The fastest models first.', admits: everyModel, rank: speed },
  { name: 'LOCAL_ONLY', description: 'Local models only, the best first.', admits: isLocal, rank: quality },
  {
    name: 'CODE_GENERATION',
    description: 'Models that write code, the best first.',
    admits: has('code'),
    rank: quality,
  },
  {
    name: 'LONG_CONTEXT',
    description: 'Models for 128,000 tokens and more, the largest window first.',
    admits: (model) => model.contextWindow >= longContextTokens,
    rank: (model) => model.contextWindow + model.quality.score,
  },
  { name: 'BALANCED', description: 'The most quality for the money first.', admits: isPriced, rank: worth },
  {
    name: 'ANALYSIS',
    description: 'Models for analysis and reasoning, the best first.',
    admits: has('analysis', 'reasoning'),
    rank: quality,
  },
  {
    name: 'SIMPLE_TASKS',
    description: 'Cheap models of decent quality, the cheapest first.',
    admits: (model) => isPriced(model) && model.quality.score >= decentQuality && !model.thinksFirst,
    rank: cheapness,
  },
];

function isPriced(model: Model): boolean {
  return model.price !== null;
}

function isLocal(model: Model): boolean {
  return model.isLocal;
}

function usualCostUsd(model: Model): number {
  return model.price === null ? Infinity : callCostUsd(model.price, usualInputTokens, usualOutputTokens);
}

function cheapness(model: Model): number {
  return -usualCostUsd(model);
}

function speed({ expectedLatency }: Model): number {
  return -(expectedLatency.firstTokenMs + (usualOutputTokens * 1000) / Math.max(expectedLatency.tokensPerSecond, 0.1));
}

/** For ten times the price, the quality must be a fifth higher. Free counts as a thousandth of a cent. */
function worth(model: Model): number {
  return model.quality.score - 0.2 * Math.log10(usualCostUsd(model) + 0.000_01);
}
