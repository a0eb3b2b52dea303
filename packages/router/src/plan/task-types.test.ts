import { buildModel, buildRouting } from '@penstock/testing';
import { expect, test } from 'vitest';
import { planRequest } from './plan-request.ts';
import { knownTask } from './task-types.ts';
import { buildPlanInput } from './testing/build-plan-input.ts';

test.each([
  ['customer_inquiry', 'question_answering'],
  ['Lead Qualification', 'analysis'],
  ['service-recommendation', 'analysis'],
  ['generic_processing', 'simple'],
  ['code', 'code_generation'],
  ['summarization', 'summarization'],
  ['harbour watching', 'harbour_watching'],
])('%s is %s', (word, task) => {
  expect(knownTask(word)).toBe(task);
});

test("a policy's preference for the known task applies to its synonyms; the exact word comes first", () => {
  const preference = (taskType: string, modelId: string) =>
    [taskType, { taskType, modelIds: [modelId], chain: null, strategy: null }] as const;
  const routing = buildRouting({
    taskPreferences: new Map([preference('analysis', 'a/two'), preference('lead_qualification', 'a/three')]),
  });
  const first = (taskType: string) =>
    planRequest(
      buildPlanInput([buildModel('a/one'), buildModel('a/two'), buildModel('a/three')], { taskType }, { routing }),
    ).candidates[0]?.modelId;
  expect(first('service_recommendation')).toBe('a/two');
  expect(first('lead_qualification')).toBe('a/three');
});
