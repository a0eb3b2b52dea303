import { ServiceError } from '../errors/service-error.ts';
import type { Generation } from './generation.ts';
import type { GenerationRequest } from './generation-request.ts';

/** The log with one line per generation. */
export interface GenerationLog {
  info(facts: Record<string, unknown>, message: string): void;
}

/** Writes the line of a generation that has ended, on any endpoint. It holds no texts and no keys. */
export function logGeneration(log: GenerationLog, generation: Generation): void {
  const { id, status, request, modelId, attempts, cacheStatus, failure, latencyMs, firstTokenMs, cost } = generation;
  const facts = {
    generationId: id,
    model: modelId,
    attempts: attempts.length,
    status,
    ...(cacheStatus !== null && { cacheStatus }),
    ...(failure !== null && { errorCode: failure.code }),
    durationMs: latencyMs,
    firstTokenMs,
    costUsd: cost?.totalUsd ?? null,
  };
  log.info({ ...senderFacts(request), ...facts }, 'A generation has ended.');
}

/** Writes the line of a request that was refused before a model was called. `durationMs`: the time since it arrived. */
export function logRefusal(log: GenerationLog, request: GenerationRequest, error: unknown, durationMs: number): void {
  const errorCode = error instanceof ServiceError ? error.code : 'INTERNAL';
  const facts = {
    model: null,
    attempts: 0,
    status: 'REFUSED',
    errorCode,
    durationMs: Math.round(durationMs),
    costUsd: 0,
  };
  log.info({ ...senderFacts(request), ...facts }, 'A generation was refused.');
}

function senderFacts({ caller }: GenerationRequest): Record<string, unknown> {
  const { requestId = null, endpoint = null, keyPrefix = null } = caller.origin ?? {};
  return { requestId, keyPrefix, workspace: caller.workspaceId, endpoint };
}
