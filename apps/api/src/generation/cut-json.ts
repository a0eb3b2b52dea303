import type { Generation } from './generation.ts';

/**
 * Whether a generation failed because its JSON was cut by the output limit. Its text is kept: a protocol whose clients
 * know such an end by its finish reason gives it to them.
 */
export function isCutJson({ failure, finishReason }: Pick<Generation, 'failure' | 'finishReason'>): boolean {
  return failure?.code === 'INVALID_RESPONSE' && finishReason === 'length';
}
