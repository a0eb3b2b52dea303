import { expect, test } from 'vitest';
import { expectedAnswerTokens } from './expected-output.ts';

test('an answer has the length of its task, and a medium length for an unknown task', () => {
  expect(expectedAnswerTokens('Creative_Writing')).toBe(1000);
  for (const task of [null, 'sailing', 'constructor', '__proto__']) expect(expectedAnswerTokens(task)).toBe(400);
});
