import {
  allExclusions,
  describeCandidate,
  describeExclusion,
  type Plan,
  type StaticExclusions,
} from '@penstock/router';
import { describe, expect, it } from 'vitest';
import { sampleGeneration } from '../testing/sample-generation.ts';
import { readPlan, toPlanRow, toStaticRow } from './stored-plan.ts';

const json = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

describe('a stored plan', () => {
  const lacksVision = { code: 'capability', figures: { missing: ['vision'] } } as const;
  const exclusions: Plan['exclusions'] = [
    { modelId: 'a/1', reason: lacksVision },
    { modelId: 'a/2', reason: { ...lacksVision } },
    { modelId: 'b/1', reason: { code: 'breaker', figures: { waitMs: 20, because: null } } },
  ];
  const plan: Plan = { ...sampleGeneration().plan, exclusions };
  const staticExclusions = plan.staticExclusions as StaticExclusions;

  it('has each reason once', () => {
    expect(toPlanRow(plan, 7).exclusions).toEqual([
      { reason: lacksVision, modelIds: ['a/1', 'a/2'] },
      { reason: { code: 'breaker', figures: { waitMs: 20, because: null } }, modelIds: ['b/1'] },
    ]);
  });

  it('is read back as the same plan', () => {
    expect(readPlan(json(toPlanRow(plan, 7)), json(toStaticRow(staticExclusions)))).toEqual({
      ...plan,
      inputTokens: 7,
    });
    const without: Plan = { ...plan, staticExclusions: null };
    expect(readPlan(json(toPlanRow(without, 7)))).toEqual({ ...without, inputTokens: 7 });
  });

  it('of an older version, which stored sentences, is read with those sentences', () => {
    const { candidates, ...row } = toPlanRow(plan, 7);
    const older = {
      ...row,
      candidates: candidates.map(({ reasons: _, ...candidate }) => ({ ...candidate, reason: 'cheapest of three' })),
      exclusions: [{ rule: 'capability', reason: 'lacks vision', modelIds: ['a/1', 'a/2'] }],
    };
    const group = { rule: 'not-configured', reason: 'set B_API_KEY', modelIds: ['b/1'] };
    const read = readPlan(older, { id: staticExclusions.id, exclusions: [group] });
    expect(read.candidates.map(describeCandidate)).toEqual(['cheapest of three']);
    expect(allExclusions(read).map((exclusion) => [exclusion.modelId, describeExclusion(exclusion)])).toEqual([
      ['a/1', 'lacks vision'],
      ['a/2', 'lacks vision'],
      ['b/1', 'set B_API_KEY'],
    ]);
    expect(allExclusions(read).map(({ reason }) => reason.code)).toEqual([
      'capability',
      'capability',
      'not-configured',
    ]);
  });

  it('of a version that stored less can be read too', () => {
    const { inputTokens: _, candidates, ...older } = toPlanRow(plan, 7);
    const stored = readPlan({ ...older, candidates: candidates.map(({ maxOutputTokens: _, ...rest }) => rest) });
    expect(stored).toMatchObject({
      inputTokens: null,
      candidates: [{ maxOutputTokens: null, score: 0.81 }],
      exclusions,
    });
  });

  it.each([
    ['nothing', null, 'the whole'],
    ['a text', 'BALANCED', 'the whole'],
    ['an unknown strategy', { ...toPlanRow(plan, 7), strategy: 'BEST' }, 'strategy'],
    ['candidates without a score', { ...toPlanRow(plan, 7), candidates: [{ modelId: 'a/b' }] }, 'candidates.0.score'],
  ])('is not read from %s', (_, value, place) => {
    expect(() => readPlan(value)).toThrow(`The column plan has content that this version cannot read: ${place}`);
  });
});
