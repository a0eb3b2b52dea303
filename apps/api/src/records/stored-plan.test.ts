import type { Plan } from '@penstock/router';
import { describe, expect, it } from 'vitest';
import { sampleGeneration } from '../testing/sample-generation.ts';
import { readPlan, toPlanRecord, toStandingRecord } from './stored-plan.ts';

describe('a stored plan', () => {
  const exclusions: Plan['exclusions'] = [
    { modelId: 'a/1', rule: 'not-configured', reason: 'set A_API_KEY' },
    { modelId: 'a/2', rule: 'not-configured', reason: 'set A_API_KEY' },
    { modelId: 'b/1', rule: 'inactive', reason: 'set A_API_KEY' },
  ];
  const plan: Plan = { ...sampleGeneration().plan, exclusions, standingExclusions: [] };

  it('says each reason once', () => {
    expect(toPlanRecord(plan, 7).exclusions).toEqual([
      { rule: 'not-configured', reason: 'set A_API_KEY', modelIds: ['a/1', 'a/2'] },
      { rule: 'inactive', reason: 'set A_API_KEY', modelIds: ['b/1'] },
    ]);
  });

  it('comes back as it was, with models by their ids', () => {
    const stored = readPlan(JSON.parse(JSON.stringify(toPlanRecord(plan, 7))));
    expect(stored.exclusions).toEqual(exclusions);
    expect(stored.candidates).toMatchObject([
      { modelId: 'openai/gpt-4o-mini', score: 0.81, reason: 'cheapest of three' },
    ]);
    expect(stored.candidates[0]).not.toHaveProperty('model');
  });

  it('holds what no request can change beside it, under an id that follows from what it is', () => {
    const standingExclusions = exclusions.slice(1);
    const withStanding = { ...plan, standingExclusions };
    expect(toPlanRecord(withStanding, 7).exclusions).toEqual([
      { rule: 'not-configured', reason: 'set A_API_KEY', modelIds: ['a/1'] },
    ]);
    const standing = toStandingRecord(withStanding);
    expect(readPlan(toPlanRecord(withStanding, 7), standing?.exclusions).exclusions).toEqual(exclusions);

    const same = toStandingRecord({ ...plan, standingExclusions: structuredClone(standingExclusions) });
    expect(same).toEqual(standing);
    const others = standingExclusions.map((exclusion) => ({ ...exclusion, reason: 'an operator switched it off' }));
    expect(toStandingRecord({ ...plan, standingExclusions: others })?.id).not.toBe(standing?.id);
    expect(toStandingRecord(plan)).toBeNull();
  });

  it('holds the reasons that are only put into words when they are read', () => {
    class Late {
      readonly modelId = 'c/1';
      readonly rule = 'inactive';
      get reason(): string {
        return 'said late';
      }
    }
    const [exclusion] = readPlan(toPlanRecord({ ...plan, exclusions: [new Late()] }, 7)).exclusions;
    expect(exclusion).toEqual({ modelId: 'c/1', rule: 'inactive', reason: 'said late' });
  });

  it('of a version that noted less is read all the same', () => {
    const { inputTokens: _, candidates, ...older } = toPlanRecord(plan, 7);
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
    ['an unknown strategy', { ...toPlanRecord(plan, 7), strategy: 'BEST' }, 'strategy'],
    [
      'candidates without a score',
      { ...toPlanRecord(plan, 7), candidates: [{ modelId: 'a/b' }] },
      'candidates.0.score',
    ],
  ])('is not made up from %s', (_, value, place) => {
    expect(() => readPlan(value)).toThrow(`The column plan holds what this version cannot read: ${place}`);
  });
});
