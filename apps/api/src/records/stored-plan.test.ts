import type { Plan } from '@penstock/router';
import { describe, expect, it } from 'vitest';
import { sampleGeneration } from '../testing/sample-generation.ts';
import { fromPlanRecord, toPlanRecord } from './stored-plan.ts';

describe('a stored plan', () => {
  const exclusions: Plan['exclusions'] = [
    { modelId: 'a/1', rule: 'not-configured', reason: 'set A_API_KEY' },
    { modelId: 'a/2', rule: 'not-configured', reason: 'set A_API_KEY' },
    { modelId: 'b/1', rule: 'inactive', reason: 'set A_API_KEY' },
  ];
  const plan: Plan = { ...sampleGeneration().plan, exclusions };

  it('says each reason once', () => {
    expect(toPlanRecord(plan).exclusions).toEqual([
      { rule: 'not-configured', reason: 'set A_API_KEY', modelIds: ['a/1', 'a/2'] },
      { rule: 'inactive', reason: 'set A_API_KEY', modelIds: ['b/1'] },
    ]);
  });

  it('comes back as it was, with models by their ids', () => {
    const stored = fromPlanRecord(JSON.parse(JSON.stringify(toPlanRecord(plan))));
    expect(stored.exclusions).toEqual(exclusions);
    expect(stored.candidates).toMatchObject([
      { modelId: 'openai/gpt-4o-mini', score: 0.81, reason: 'cheapest of three' },
    ]);
    expect(stored.candidates[0]).not.toHaveProperty('model');
  });

  it('holds the reasons that are only put into words when they are read', () => {
    class Late {
      readonly modelId = 'c/1';
      readonly rule = 'inactive';
      get reason(): string {
        return 'said late';
      }
    }
    const [exclusion] = fromPlanRecord(toPlanRecord({ ...plan, exclusions: [new Late()] })).exclusions;
    expect(exclusion).toEqual({ modelId: 'c/1', rule: 'inactive', reason: 'said late' });
  });
});
