import { countCalls, type Generation } from '../generation/generation.ts';

/** The header with the id of the generation, in answers and errors. */
export const generationHeader = 'x-penstock-generation-id';

/** The headers that describe how an answer was made; the cost only if it is known. */
export function answerHeaders({ id, modelId, attempts, cost, cacheStatus }: Generation): Record<string, string> {
  return {
    [generationHeader]: id,
    'x-penstock-attempts': String(countCalls(attempts)),
    ...cacheHeader(cacheStatus),
    ...(modelId !== null && { 'x-penstock-model': modelId }),
    ...(cost !== null && { [costHeader]: usdText(cost.totalUsd) }),
  };
}

/** The result of the response cache, for a call that asked for it: `HIT`, `MISS` or `BYPASS`. */
export function cacheHeader(status: Generation['cacheStatus']): Record<string, string> {
  return status === null ? {} : { 'x-penstock-cache-status': status };
}

/** Absent if the model has no price. Streams send it as a trailer. */
export const costHeader = 'x-penstock-cost-usd';

/** An amount of money in plain notation with at most 12 places: `0.000125`. */
export function usdText(usd: number): string {
  return usd === 0 ? '0' : usd.toFixed(12).replace(/(?<![.0])\.?0+$/, '');
}
