import { ServiceError } from '../../errors/service-error.ts';
import type { Generation } from '../../generation/generation.ts';
import { errorCodeOf } from '../../generation/relay.ts';

/** Returns a generation with an answer. Throws the failure of any other, with every attempt. */
export function completedOrThrow(generation: Generation): Generation {
  if (generation.status === 'COMPLETED') return generation;
  const { code, message } = generation.failure ?? { code: 'CANCELLED', message: 'The generation was cancelled.' };
  throw new ServiceError(code, message, {
    details: {
      generationId: generation.id,
      attempts: generation.attempts.map((attempt) => ({
        number: attempt.number,
        model: attempt.modelId,
        outcome: attempt.outcome.toUpperCase(),
        errorCode: attempt.outcome === 'failed' ? errorCodeOf(attempt) : null,
        errorMessage: attempt.errorMessage,
        latencyMs: Math.round(attempt.latencyMs),
      })),
    },
  });
}
