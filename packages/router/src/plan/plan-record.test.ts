import { expect, it } from 'vitest';
import { toPlanRecord } from './plan-record.ts';
import { planRequest } from './plan-request.ts';
import { buildModel } from './testing/build-catalog.ts';
import { buildPlanInput } from './testing/build-plan-input.ts';

it('is the plan as plain data, models by their ids, reasons in words', () => {
  const models = [buildModel('acme/model'), buildModel('acme/off', { isActive: false })];
  const record = toPlanRecord(planRequest(buildPlanInput(models, { strategy: 'COST_OPTIMIZED' })));
  expect(structuredClone(record)).toEqual({
    strategy: 'COST_OPTIMIZED',
    chain: null,
    candidates: [
      {
        modelId: 'acme/model',
        score: 1,
        scores: { cost: 1, quality: 1, latency: 1 },
        estimatedCostUsd: 0.0026,
        worstCaseCostUsd: 0.066536,
        estimatedLatencyMs: 5400,
        maxOutputTokens: null,
        reason: 'cost 1.00 (1 is the cheapest); about 5.4 s and $0.0026',
      },
    ],
    exclusions: [{ modelId: 'acme/off', rule: 'inactive', reason: 'an operator switched it off' }],
  });
});
