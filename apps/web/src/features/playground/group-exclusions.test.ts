import { expect, test } from 'vitest';
import { groupExclusions } from './group-exclusions.ts';

test('models with the same reason are grouped, the most frequent reason first', () => {
  const exclusions = [
    { modelId: 'a/1', rule: 'context-window', reason: 'too small' },
    { modelId: 'b/1', rule: 'not-configured', reason: 'set B_API_KEY' },
    { modelId: 'b/2', rule: 'not-configured', reason: 'set B_API_KEY' },
  ];
  expect(groupExclusions(exclusions)).toEqual([
    { reason: 'set B_API_KEY', models: ['b/1', 'b/2'] },
    { reason: 'too small', models: ['a/1'] },
  ]);
});
