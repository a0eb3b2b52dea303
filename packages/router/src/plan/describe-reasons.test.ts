import { buildHealth, buildModel } from '@penstock/testing';
import { expect, it } from 'vitest';
import { describeCandidate, describeExclusion } from './describe-reasons.ts';
import type { Candidate } from './plan.ts';
import { planRequest } from './plan-request.ts';
import { buildPlanInput } from './testing/build-plan-input.ts';

const plan = planRequest(
  buildPlanInput(
    [buildModel('acme/model'), buildModel('acme/off', { isActive: false })],
    { strategy: 'COST_OPTIMIZED', maxOutputTokens: 20_000 },
    { health: buildHealth({ 'acme/model': { status: 'SLOW' } }) },
  ),
);

it('a plan holds codes and figures', () => {
  expect(plan.candidates[0]).toMatchObject({
    modelId: 'acme/model',
    reasons: [
      { code: 'COST_OPTIMIZED', figures: {} },
      { code: 'slow', figures: {} },
    ],
  });
  expect(plan.staticExclusions?.exclusions).toEqual([
    { modelId: 'acme/off', reason: { code: 'inactive', figures: {} } },
  ]);
});

it('writes the reasons of a candidate and its estimates as one sentence', () => {
  expect(plan.candidates.map(describeCandidate)).toEqual([
    'cost 1.00 (1 is the cheapest); moved down because it is slow at present; about 5.4 s and $0.0026; ' +
      'the answer is limited to 16,384 tokens',
  ]);
});

it('writes the reason of an exclusion as a clause', () => {
  expect(plan.staticExclusions?.exclusions.map(describeExclusion)).toEqual(['an operator switched it off']);
});

it('returns the text that older versions stored unchanged', () => {
  const [candidate] = plan.candidates;
  const stored = { ...candidate, reasons: [{ code: 'text', figures: { text: 'cheapest of three' } }] } as Candidate;
  expect(describeCandidate(stored)).toBe('cheapest of three');
  const reason = { code: 'capability', figures: { text: 'lacks vision' } } as const;
  expect(describeExclusion({ modelId: 'a/b', reason })).toBe('lacks vision');
});
