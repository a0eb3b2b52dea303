import { expect, test } from 'vitest';
import { ServiceError } from '../errors/service-error.ts';
import { sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { type GenerationLog, logGeneration, logRefusal } from './generation-log.ts';

const lines: Record<string, unknown>[] = [];
const log: GenerationLog = { info: (facts) => lines.push(facts) };
const origin = { requestId: 'r1', endpoint: '/v1/chat/completions', keyPrefix: 'psk_ab12cd' };
const plain = sampleRequest({ workspaceId: 'acme', metadata: { secret: 'kept' }, endUser: 'ann' });
const request = { ...plain, caller: { ...plain.caller, origin } };

test('logs an ended generation with its caller, model, outcome, duration and cost, and no text', () => {
  lines.length = 0;
  logGeneration(log, sampleGeneration({ request, text: 'the answer' }));
  expect(lines).toEqual([
    {
      requestId: 'r1',
      keyPrefix: 'psk_ab12cd',
      workspace: 'acme',
      endpoint: '/v1/chat/completions',
      generationId: expect.any(String),
      model: 'openai/gpt-4o-mini',
      attempts: 1,
      status: 'COMPLETED',
      durationMs: expect.any(Number),
      firstTokenMs: expect.any(Number),
      costUsd: expect.any(Number),
    },
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/Say \\"hello|the answer|kept|ann/);
});

test('logs a failed or refused request with its error code, and no message', () => {
  lines.length = 0;
  const failure = { code: 'ALL_MODELS_FAILED', message: 'quotes a prompt' } as const;
  logGeneration(log, sampleGeneration({ request, status: 'FAILED', failure, modelId: null, cost: null }));
  logRefusal(log, request, new ServiceError('BUDGET_EXCEEDED', 'quotes a prompt'), 3.4);
  logRefusal(log, plain, new Error('quotes a prompt'), 1);
  expect(lines).toMatchObject([
    { status: 'FAILED', errorCode: 'ALL_MODELS_FAILED', model: null, costUsd: null },
    { status: 'REFUSED', errorCode: 'BUDGET_EXCEEDED', attempts: 0, durationMs: 3, keyPrefix: 'psk_ab12cd' },
    { status: 'REFUSED', errorCode: 'INTERNAL', requestId: null },
  ]);
  expect(JSON.stringify(lines)).not.toContain('quotes');
});
