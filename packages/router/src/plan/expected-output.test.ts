import { expect, test } from 'vitest';
import { expectedAnswerTokens } from './expected-output.ts';

test('an answer is as long as its task wants it, and of middle length for a task that is not known', () => {
  expect(expectedAnswerTokens('Creative_Writing')).toBe(1000);
  for (const task of [null, 'sailing', 'constructor', '__proto__']) expect(expectedAnswerTokens(task)).toBe(400);
});
