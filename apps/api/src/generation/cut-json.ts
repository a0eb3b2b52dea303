import type { Generation } from './generation.ts';

/**
 * Whether a generation failed because the output limit cut its JSON. Its text is kept. A protocol with a finish reason
 * for this case sends the text to its clients.
 */
export function isCutJson({ failure, finishReason }: Pick<Generation, 'failure' | 'finishReason'>): boolean {
  return failure?.code === 'INVALID_RESPONSE' && finishReason === 'length';
}
