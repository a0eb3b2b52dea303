import { expect, test } from 'vitest';
import { formatPolicyIssue, type PolicyIssue } from './policy-issue.ts';

const issue: PolicyIssue = {
  fileName: 'policy.yml',
  line: 12,
  column: 5,
  path: 'models.openai.gpt-4.active',
  message: 'Must be true or false.',
  allowed: [],
  suggestion: null,
};

test('an issue is one line with place, message, allowed values and suggestion', () => {
  expect(formatPolicyIssue(issue)).toBe('policy.yml:12:5 models.openai.gpt-4.active: Must be true or false.');
  expect(formatPolicyIssue({ ...issue, path: '', allowed: ['a', 'b'], suggestion: 'b' })).toBe(
    "policy.yml:12:5: Must be true or false. Allowed: a, b. Did you mean 'b'?",
  );
});

test('a long list of allowed values is cut', () => {
  const allowed = Array.from({ length: 30 }, (_, index) => `m${index}`);
  expect(formatPolicyIssue({ ...issue, allowed })).toMatch(/m19 and 10 more\.$/);
});
