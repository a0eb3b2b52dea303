import { can, isOfWorkspace } from '../access/permissions.ts';
import { fullGrant, type Viewer } from '../access/viewer.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { BatchedAnswer } from '../generation/batched-call.ts';
import type { Generation } from '../generation/generation.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import type { Generations } from '../generation/generations.ts';
import { type BegunRow, noCost, type RowCost, type RowEnd, type RowRequest } from './batch.ts';
import { pause } from './pause.ts';

/** What became of a row that was begun. */
export type RowOutcome =
  | { type: 'ended'; end: RowEnd }
  /** Its generation was cut by the end of the service. */
  | { type: 'interrupted'; cost: RowCost }
  /** It was never called: the service ends. */
  | { type: 'not-run' }
  /** Its whole batch ends. */
  | { type: 'batch-ended'; reason: string };

export type RowRunnerTools = {
  generations: Pick<Generations, 'run'>;
  /** The viewer of a key by its id; null once it is not valid. */
  viewerOfKey(keyId: string): Viewer | null;
  /** Aborted when the service ends. */
  closing: AbortSignal;
};

/** The longest wait for the limits of a key before the next try, milliseconds. */
const longestWaitMs = 60_000;
/** Tries of a row while the service cannot take it, as without its database; twice as long apart each time. */
const mostTries = 8;
const firstPauseMs = 500;
const never = new AbortController().signal;

/** Runs a row with what its key may use at this moment. Aborting `signal` cancels it. */
export async function runRow(row: BegunRow, cancelled: AbortSignal, tools: RowRunnerTools): Promise<RowOutcome> {
  // What a batch has answered is paid, so a cancel comes too late for it.
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

/** The request with its answer. Its key may have lost its rights since; the answer is paid. */
function withAnswer({ caller, ...request }: RowRequest, batched: BatchedAnswer): GenerationRequest {
  return { ...request, batched, caller: { ...caller, grant: fullGrant, limits: null } };
}

/** The request with what its key may use now. A sentence where the key may not run it any more. */
export function withKey(
  request: RowRequest,
  { viewerOfKey }: Pick<RowRunnerTools, 'viewerOfKey'>,
): GenerationRequest | string {
  const { apiKeyId, workspaceId } = request.caller;
  if (apiKeyId === null) return { ...request, caller: { ...request.caller, grant: fullGrant, limits: null } };
  const viewer = viewerOfKey(apiKeyId);
  if (viewer === null) return 'The key that made this batch is not valid any more.';
  if (!can(viewer, 'generate') || !isOfWorkspace(viewer, workspaceId)) {
    return 'The key that made this batch may not generate in its workspace any more.';
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

/** Other errors are faults of ours, whose words are not for callers. */
function toServiceFault(error: unknown): Pick<ServiceError, 'code' | 'message' | 'details'> {
  if (error instanceof ServiceError) return error;
  return { code: 'INTERNAL', message: 'The row could not be run because of a fault of the service.', details: {} };
}

function waitOf(retryAfterMs: unknown): number {
  return Math.min(longestWaitMs, Math.max(50, typeof retryAfterMs === 'number' ? retryAfterMs : 1_000));
}
