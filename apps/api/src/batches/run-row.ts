import { can, isOfWorkspace } from '../access/permissions.ts';
import { fullGrant, type Viewer } from '../access/viewer.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { BatchedAnswer } from '../generation/batched-call.ts';
import type { Generation } from '../generation/generation.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import type { Generations } from '../generation/generations.ts';
import { type BegunRow, noCost, type RowCost, type RowEnd, type RowRequest } from './batch.ts';
import { pause } from './pause.ts';

/** The outcome of a started row. */
export type RowOutcome =
  | { type: 'ended'; end: RowEnd }
  /** The shutdown of the service interrupted its generation. */
  | { type: 'interrupted'; cost: RowCost }
  /** It was never called, because the service shuts down. */
  | { type: 'not-run' }
  /** The whole batch ends. */
  | { type: 'batch-ended'; reason: string };

export type RowRunnerTools = {
  generations: Pick<Generations, 'run'>;
  /** The viewer of a key by its id; null once the key is invalid. */
  viewerOfKey(keyId: string): Viewer | null;
  /** Aborted when the service shuts down. */
  closing: AbortSignal;
};

/** The longest wait for the limits of a key before the next try, milliseconds. */
const longestWaitMs = 60_000;
/**
 * The most tries of a row while the service is not ready, for example without its database. The pause doubles each
 * time.
 */
const mostTries = 8;
const firstPauseMs = 500;
const never = new AbortController().signal;

/** Runs a row with the present rights of its key. Aborting `signal` cancels it. */
export async function runRow(row: BegunRow, cancelled: AbortSignal, tools: RowRunnerTools): Promise<RowOutcome> {
  // An answer from a provider's batch is paid, so a cancel comes too late for it.
  const signal = row.batched === null ? cancelled : never;
  const either = AbortSignal.any([signal, tools.closing]);
  for (let tries = 1; ; ) {
    const request = row.batched === null ? withKey(row.request, tools) : withAnswer(row.request, row.batched);
    if (typeof request === 'string') return { type: 'batch-ended', reason: request };
    try {
      return toOutcome(await tools.generations.run(request, signal, row.generationId));
    } catch (error) {
      if (signal.aborted) return ended('CANCELLED', 'CANCELLED', 'The batch was cancelled before this row began.');
      if (tools.closing.aborted) return { type: 'not-run' };
      const { code, message, details } = toServiceFault(error);
      if (code === 'RATE_LIMITED' || code === 'OVERLOADED') await pause(waitOf(details.retryAfterMs), either);
      else if (code === 'INTERNAL' && tries < mostTries) await pause(firstPauseMs * 2 ** tries++, either);
      else return ended('FAILED', code, message);
    }
  }
}

/** The request with its answer. The key may have lost its rights since, but the answer is paid. */
function withAnswer({ caller, ...request }: RowRequest, batched: BatchedAnswer): GenerationRequest {
  return { ...request, batched, caller: { ...caller, grant: fullGrant, limits: null } };
}

/** The request with the present rights of its key. A sentence if the key may no longer run it. */
export function withKey(
  request: RowRequest,
  { viewerOfKey }: Pick<RowRunnerTools, 'viewerOfKey'>,
): GenerationRequest | string {
  const { apiKeyId, workspaceId } = request.caller;
  if (apiKeyId === null) return { ...request, caller: { ...request.caller, grant: fullGrant, limits: null } };
  const viewer = viewerOfKey(apiKeyId);
  if (viewer === null) return 'The key that created this batch is not valid any more.';
  if (!can(viewer, 'generate') || !isOfWorkspace(viewer, workspaceId)) {
    return 'The key that created this batch may not generate in its workspace any more.';
  }
  return { ...request, caller: { ...request.caller, grant: viewer.grant, limits: viewer.limits } };
}

function toOutcome(generation: Generation): RowOutcome {
  const { status, failure, cost, attempts } = generation;
  const costOfRow: RowCost = {
    costUsd: attempts.reduce((sum, attempt) => sum + (attempt.cost?.totalUsd ?? 0), 0),
    isUnpriced: cost === null && attempts.length > 0,
  };
  if (failure?.code === 'INTERRUPTED') return { type: 'interrupted', cost: costOfRow };
  if (status === 'COMPLETED') return { type: 'ended', end: { status, code: null, message: null, ...costOfRow } };
  const end = status === 'CANCELLED' ? 'CANCELLED' : 'FAILED';
  return { type: 'ended', end: { status: end, code: failure?.code ?? 'CANCELLED', message: null, ...costOfRow } };
}

function ended(status: RowEnd['status'], code: string, message: string): RowOutcome {
  return { type: 'ended', end: { status, code, message, ...noCost } };
}

/** Other errors are internal. Their messages are not for callers. */
function toServiceFault(error: unknown): Pick<ServiceError, 'code' | 'message' | 'details'> {
  if (error instanceof ServiceError) return error;
  return { code: 'INTERNAL', message: 'The row could not run because of an internal error.', details: {} };
}

function waitOf(retryAfterMs: unknown): number {
  return Math.min(longestWaitMs, Math.max(50, typeof retryAfterMs === 'number' ? retryAfterMs : 1_000));
}
