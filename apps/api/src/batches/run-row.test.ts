import { describe, expect, it } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Generation } from '../generation/generation.ts';
import type { GenerationRequest } from '../generation/generation-request.ts';
import { buildViewer } from '../testing/build-viewer.ts';
import { sampleAttempt, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import type { BegunRow } from './batch.ts';
import { type RowRunnerTools, runRow } from './run-row.ts';

const { caller, ...request } = sampleRequest();
const rowOf = (apiKeyId: string | null): BegunRow => ({
  batchId: 'b',
  index: 3,
  generationId: 'g',
  begun: 1,
  batched: null,
  request: { ...request, caller: { ...caller, apiKeyId, workspaceId: 'team-a' } },
});
const never = new AbortController().signal;

/** `tries`: the result of each try. Returns the outcome and the requests. */
async function run(
  tries: readonly (Partial<Generation> | Error)[],
  {
    viewer = null,
    apiKeyId = null,
    signal = never,
    closing = never,
  }: Partial<{ viewer: Viewer | null; apiKeyId: string | null; signal: AbortSignal; closing: AbortSignal }> = {},
) {
  const asked: { request: GenerationRequest; id: string | undefined }[] = [];
  const tools: RowRunnerTools = {
    generations: {
      run: async (one, _signal, id) => {
        asked.push({ request: one, id });
        const next = tries[asked.length - 1];
        if (next === undefined) throw new Error('There was no other try in the script.');
        if (next instanceof Error) throw next;
        return sampleGeneration(next);
      },
    },
    viewerOfKey: () => viewer,
    closing,
  };
  return { outcome: await runRow(rowOf(apiKeyId), signal, tools), asked };
}

const attempts = [sampleAttempt(), sampleAttempt({ cost: null })];

describe('a row of a batch', () => {
  it('becomes a generation under the id that was stored before', async () => {
    const { outcome, asked } = await run([{ status: 'COMPLETED' }]);
    expect(outcome).toMatchObject({ type: 'ended', end: { status: 'COMPLETED', code: null, isUnpriced: false } });
    expect(asked[0]?.id).toBe('g');
    expect(asked[0]?.request.caller.grant.models).toBeNull();
  });

  it.each<[string, Partial<Generation> | Error, object]>([
    [
      'that failed',
      { status: 'FAILED', failure: { code: 'ALL_MODELS_FAILED', message: 'Quotes.' } },
      { type: 'ended', end: { status: 'FAILED', code: 'ALL_MODELS_FAILED', message: null } },
    ],
    [
      'that was cancelled without its batch',
      { status: 'CANCELLED', failure: null },
      { type: 'ended', end: { status: 'CANCELLED', code: 'CANCELLED' } },
    ],
    [
      'with an unpriced call',
      { status: 'COMPLETED', cost: null, attempts },
      { type: 'ended', end: { isUnpriced: true, costUsd: attempts[0]?.cost?.totalUsd } },
    ],
    [
      'that the shutdown interrupted',
      { status: 'FAILED', failure: { code: 'INTERRUPTED', message: 'It ended.' } },
      { type: 'interrupted' },
    ],
    [
      'that a budget refused',
      new ServiceError('BUDGET_EXCEEDED', 'The budget is spent.'),
      {
        type: 'ended',
        end: { status: 'FAILED', code: 'BUDGET_EXCEEDED', message: 'The budget is spent.', costUsd: 0 },
      },
    ],
  ])('ends as a row %s', async (_, result, outcome) => {
    expect((await run([result])).outcome).toMatchObject(outcome);
  });

  it('waits for the limits of its key, and for a service that is not ready yet', async () => {
    const limited = new ServiceError('RATE_LIMITED', 'Too fast.', { details: { retryAfterMs: 1 } });
    const { outcome, asked } = await run([limited, limited, new Error('A secret.'), { status: 'COMPLETED' }]);
    expect(outcome).toMatchObject({ end: { status: 'COMPLETED' } });
    expect(asked).toHaveLength(4);
  });

  it('runs with the present rights of its key', async () => {
    const limits = { requestsPerMinute: 5, tokensPerMinute: null, concurrency: null };
    const grant = { models: ['openai/*'], strategies: null, tags: [] };
    const viewer = buildViewer({ role: 'MEMBER', workspaceId: 'team-a', limits, grant });
    const { asked } = await run([{ status: 'COMPLETED' }], { viewer, apiKeyId: 'k' });
    expect(asked[0]?.request.caller).toMatchObject({ grant, limits });
  });

  it.each<[string, Viewer | null]>([
    ['is no longer valid', null],
    ['may now only read', buildViewer({ role: 'VIEWER', workspaceId: 'team-a' })],
    ['now belongs to another workspace', buildViewer({ role: 'MEMBER', workspaceId: 'team-b' })],
  ])('ends its batch, without a call, if its key %s', async (_, viewer) => {
    const { outcome, asked } = await run([], { viewer, apiKeyId: 'k' });
    expect(outcome.type).toBe('batch-ended');
    expect(asked).toEqual([]);
  });

  it('is cancelled, or left for the next process, if it was not admitted before', async () => {
    const refusal = new ServiceError('INTERNAL', 'Not now.');
    expect((await run([refusal], { signal: AbortSignal.abort() })).outcome).toMatchObject({
      end: { status: 'CANCELLED' },
    });
    expect((await run([refusal], { closing: AbortSignal.abort() })).outcome).toEqual({ type: 'not-run' });
  });
});
