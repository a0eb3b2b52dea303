import type { Draft } from './draft.ts';

/** Added to every cost before its logarithm, so that free models have one. US dollars. */
const costFloorUsd = 0.000_01;

/**
 * A cost range below a factor of ten is not stretched over the whole scale: nearly equal models get nearly equal
 * scores.
 */
const smallestLogSpread = Math.log(10);

/** The same for quality, whose scale is linear. */
const smallestQualitySpread = 0.2;

/**
 * Gives every draft its scores. Each is 0–1, and 1 is the best of the drafts:
 *
 *     `cost    = 1 − (ln c − ln cBest) / max(ln cWorst − ln cBest, ln 10)    c = estimated cost + $0.00001`
 *     `latency = 1 − (ln t − ln tBest) / max(ln tWorst − ln tBest, ln 10)    t = estimated latency + 1 ms`
 *     `quality = 1 − (qBest − q) / max(qBest − qWorst, 0.2)`
 *
 * Cost and latency use their logarithm, because prices of models differ by orders of magnitude. Twice the price then
 * counts the same among cheap and among expensive models. An unpriced model has a cost score of 0.
 */
export function scoreDrafts(drafts: readonly Draft[]): void {
  let lowestCost = Infinity;
  let highestCost = -Infinity;
  let lowestLatency = Infinity;
  let highestLatency = -Infinity;
  let lowestQuality = Infinity;
  let highestQuality = -Infinity;
  for (const { estimatedCostUsd, estimatedLatencyMs, model } of drafts) {
    if (estimatedCostUsd !== null) {
      if (estimatedCostUsd < lowestCost) lowestCost = estimatedCostUsd;
      if (estimatedCostUsd > highestCost) highestCost = estimatedCostUsd;
    }
    if (estimatedLatencyMs < lowestLatency) lowestLatency = estimatedLatencyMs;
    if (estimatedLatencyMs > highestLatency) highestLatency = estimatedLatencyMs;
    if (model.quality.score < lowestQuality) lowestQuality = model.quality.score;
    if (model.quality.score > highestQuality) highestQuality = model.quality.score;
  }
  const bestCost = logOfCost(lowestCost);
  const costSpread = Math.max(logOfCost(highestCost) - bestCost, smallestLogSpread);
  const bestLatency = logOfLatency(lowestLatency);
  const latencySpread = Math.max(logOfLatency(highestLatency) - bestLatency, smallestLogSpread);
  const qualitySpread = Math.max(highestQuality - lowestQuality, smallestQualitySpread);
  for (const draft of drafts) {
    const { scores, estimatedCostUsd } = draft;
    scores.cost = estimatedCostUsd === null ? 0 : within(1 - (logOfCost(estimatedCostUsd) - bestCost) / costSpread);
    scores.latency = within(1 - (logOfLatency(draft.estimatedLatencyMs) - bestLatency) / latencySpread);
    scores.quality = within(1 - (highestQuality - draft.model.quality.score) / qualitySpread);
  }
}

function logOfCost(usd: number): number {
  return Math.log(usd + costFloorUsd);
}

function logOfLatency(durationMs: number): number {
  return Math.log(durationMs + 1);
}

/** Rounding may exceed the range by a tiny amount. */
function within(score: number): number {
  return score < 0 ? 0 : Math.min(score, 1);
}
