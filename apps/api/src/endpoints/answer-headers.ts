import { countCalls, type Generation } from '../generation/generation.ts';

/** Names the generation of an answer or an error. */
export const generationHeader = 'x-penstock-generation-id';

/** The headers that say how an answer came about; money where it is known. */
export function answerHeaders({ id, modelId, attempts, cost, cacheStatus }: Generation): Record<string, string> {
  return {
    [generationHeader]: id,
    'x-penstock-attempts': String(countCalls(attempts)),
    ...cacheHeader(cacheStatus),
    ...(modelId !== null && { 'x-penstock-model': modelId }),
    ...(cost !== null && { [costHeader]: usdText(cost.totalUsd) }),
  };
}

/** How the response cache served a call that asked for it: `HIT`, `MISS` or `BYPASS`. */
export function cacheHeader(status: Generation['cacheStatus']): Record<string, string> {
  return status === null ? {} : { 'x-penstock-cache-status': status };
}

/** Absent for an answer of an unpriced model. Streams send it as a trailer. */
export const costHeader = 'x-penstock-cost-usd';

/** An amount of money in plain notation with at most 12 places: `0.000125`. */
export function usdText(usd: number): string {
  return usd === 0 ? '0' : usd.toFixed(12).replace(/(?<![.0])\.?0+$/, '');
}
