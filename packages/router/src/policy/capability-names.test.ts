import { expect, test } from 'vitest';
import { capabilityNamed, closestCapability } from './capability-names.ts';

test.each([
  ['vision', 'vision'],
  ['Function Calling', 'function_calling'],
  ['function-calling', 'function_calling'],
  ['code_generation', 'code'],
  ['chat', 'text'],
  ['structured_output', 'json_schema'],
  ['constructor', null],
  ['problem_solving', null],
])('%s names %s', (word, capability) => {
  expect(capabilityNamed(word)).toBe(capability);
});

test('a mistyped word is found, under its other names too', () => {
  expect(closestCapability('reasonning')).toBe('reasoning');
  expect(closestCapability('code_generaton')).toBe('code');
  expect(closestCapability('gardening')).toBeNull();
});
