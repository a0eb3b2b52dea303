import { expect, test } from 'vitest';
import { readPolicySource } from '../source/policy-source.ts';
import { referenceRules } from '../source/reference-rules.ts';
import { IssueList } from './issue-list.ts';

test('issues are in the order of the file', () => {
  const source = readPolicySource('a: 1\nb: { c: 2, d: 3 }\n', { environment: {}, rules: referenceRules(new Set()) });
  const issues = new IssueList('policy.yml', source);
  expect(issues.isEmpty).toBe(true);
  issues.add({ path: ['b', 'd'], message: 'Third.' });
  issues.add({ path: ['b', 'c'], part: 'key', message: 'Second.', allowed: ['e'], suggestion: 'e' });
  issues.add({ path: ['a'], message: 'First.' });
  expect(issues.isEmpty).toBe(false);
  expect(issues.sorted().map(({ message, line, column }) => [message, line, column])).toEqual([
    ['First.', 1, 4],
    ['Second.', 2, 6],
    ['Third.', 2, 15],
  ]);
  expect(issues.sorted()[1]).toMatchObject({ fileName: 'policy.yml', path: 'b.c', allowed: ['e'], suggestion: 'e' });
});

test('errors of the YAML itself are included', () => {
  const source = readPolicySource('a: [', { environment: {}, rules: referenceRules(new Set()) });
  expect(new IssueList('policy.yml', source).sorted()[0]).toMatchObject({ line: 1, path: '' });
});
