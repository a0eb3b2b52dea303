import { buildHealth, buildModel, buildRouting } from '@penstock/testing';
import { describe, expect, test } from 'vitest';
import type { Model } from '../catalog/model.ts';
import { unknownQuality } from '../catalog/resolve-model.ts';
import { describeCandidate, describeExclusion } from './describe-reasons.ts';
import type { PlanRequest } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import { planRequest } from './plan-request.ts';
import { buildPlanInput } from './testing/build-plan-input.ts';

const scored = (id: string, score: number, more: Partial<Model> = {}) =>
  buildModel(id, { quality: { score, source: 'arena' }, ...more });
const small = scored('acme/small', 0.5);
const tiny = scored('acme/tiny', 0.3);
const large = scored('acme/large', 0.9);
const old = scored('acme/old', 0.9, { deprecatedAt: '2026-10-23' });

const routing = buildRouting({ minQuality: 0.6 });
const nowMs = Date.parse('2026-11-28T12:00:00Z');

function plan(models: Model[], request: Partial<PlanRequest> = {}, differences: Partial<PlanInput> = {}) {
  return planRequest(buildPlanInput(models, request, { routing, nowMs, ...differences }));
}
const idsOf = (models: Model[], request: Partial<PlanRequest> = {}, differences: Partial<PlanInput> = {}) =>
  plan(models, request, differences).candidates.map(({ modelId }) => modelId);

describe('the least quality', () => {
  test('keeps weak models from requests without a task type, and says why', () => {
    const { candidates, exclusions } = plan([small, large]);
    expect(candidates.map(({ modelId }) => modelId)).toEqual(['acme/large']);
    expect(exclusions.map(describeExclusion)).toEqual([
      'has a quality of 0.50; a request without a task type needs at least 0.60',
    ]);
  });

  test.each<[string, Partial<PlanRequest>]>([
    ['a task type', { taskType: 'classification' }],
    ['a model', { model: 'acme/large' }],
    ['a fallback model', { fallbackModels: ['acme/small'] }],
    ['a preferred model', { preferredModel: 'acme/small' }],
    ['the order of the policy', { strategy: 'MANUAL' }],
  ])('does not concern a request for %s', (_, request) => {
    expect(idsOf([small, large], request)).toContain('acme/small');
  });

  test('exempts unknown qualities, sandboxes, and preferred local models', () => {
    expect(idsOf([buildModel('mine/own', { quality: unknownQuality }), large])).toContain('mine/own');
    const local = scored('home/small', 0.4, { isLocal: true });
    expect(idsOf([local, large])).not.toContain('home/small');
    expect(idsOf([local, large], { strategy: 'LOCAL_FIRST' })).toContain('home/small');
    const preferring = { routing: buildRouting({ minQuality: 0.6, preferLocal: true }) };
    expect(idsOf([local, large], {}, preferring)).toContain('home/small');
  });

  test('yields to the best models if no model reaches it, and the plan says so', () => {
    const { candidates, exclusions } = plan([tiny, small]);
    expect(candidates.map(({ modelId }) => modelId)).toEqual(['acme/small']);
    expect(describeCandidate(candidates[0] ?? expect.fail())).toContain(
      'no eligible model has a quality of 0.60 or more, and this is one of the best',
    );
    expect(exclusions.map(({ modelId }) => modelId)).toEqual(['acme/tiny']);
  });

  test('yields if the better models are unavailable or too expensive', () => {
    const health = buildHealth({ 'acme/large': { status: 'UNAVAILABLE', breaker: 'OPEN' } });
    expect(idsOf([small, large], {}, { health })).toEqual(['acme/small']);
  });
});

describe('a retired model', () => {
  test('serves only requests that name it, and the plan says why', () => {
    const { candidates, exclusions } = plan([old, large]);
    expect(candidates.map(({ modelId }) => modelId)).toEqual(['acme/large']);
    expect(exclusions.map(describeExclusion)).toEqual([
      'its provider stopped serving it on 2026-10-23; only requests that name it use it',
    ]);
  });

  test('serves until its last day', () => {
    expect(idsOf([old, large], {}, { nowMs: Date.parse('2026-10-22T23:59:59Z') })).toContain('acme/old');
    expect(idsOf([old, large], {}, { nowMs: Date.parse('2026-10-23T00:00:00Z') })).not.toContain('acme/old');
  });

  test('is tried if the request names it', () => {
    expect(idsOf([old, large], { model: 'acme/old' })[0]).toBe('acme/old');
    expect(idsOf([old, large], { model: 'acme/large', fallbackModels: ['acme/old'] })).toContain('acme/old');
  });

  test('is the last resort', () => {
    const { candidates } = plan([scored('acme/ancient', 0.4, { deprecatedAt: '2026-01-01' })]);
    expect(describeCandidate(candidates[0] ?? expect.fail())).toContain('no other model can serve');
  });
});
