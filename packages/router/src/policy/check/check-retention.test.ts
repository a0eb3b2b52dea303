import { expect, test } from 'vitest';
import { issuesOf } from '../testing/parse.ts';

function issues(retention: string) {
  return issuesOf(`models: { openai: { gpt-4: } }\nretention: ${retention}`).map(
    ({ line, path, message, allowed }) => ({
      line,
      path,
      message,
      allowed,
    }),
  );
}

test.each([
  '{}',
  '{ content: none, workspaces: { legal: all } }',
  '{ content_days: 30, record_days: 30 }',
  '{ content_days: 90 }',
  '{ record_days: 90, content_days: null }',
])('%s is right', (retention) => {
  expect(issues(retention)).toEqual([]);
});

test('content cannot be kept longer than its record', () => {
  expect(issues('{ content_days: 90, record_days: 30 }')).toEqual([
    {
      line: 2,
      path: 'retention.content_days',
      message: 'Must be at most record_days (30), not 90: content is removed together with its record.',
      allowed: [],
    },
  ]);
});

test.each([
  ['{ content: some }', 'retention.content', ['all', 'none']],
  ['{ workspaces: { legal: nothing } }', 'retention.workspaces.legal', ['all', 'none']],
  ['{ content_days: 0 }', 'retention.content_days', []],
  ['{ record_days: 1.5 }', 'retention.record_days', []],
  ['{ days: 30 }', 'retention.days', ['content', 'workspaces', 'content_days', 'record_days', 'audit_days']],
])('%s is refused, with its place and the allowed values', (retention, path, allowed) => {
  expect(issues(retention)).toMatchObject([{ line: 2, path, allowed }]);
});
