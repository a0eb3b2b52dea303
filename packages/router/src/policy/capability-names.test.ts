import { describe, expect, test } from 'vitest';
import {
  capabilityImpliedBy,
  capabilityNamed,
  closestCapability,
  findCapability,
  listCapabilities,
  mistypedCapability,
} from './capability-names.ts';

const holder = { capabilities: new Set(['text', 'complex_reasoning', 'legal']) };
const empty = { capabilities: new Set<string>() };

test.each([
  ['vision', 'vision'],
  ['Function Calling', 'function_calling'],
  ['function-calling', 'function_calling'],
  ['code_generation', 'code'],
  ['chat', 'text'],
  ['structured_output', 'json_schema'],
  ['constructor', 'constructor'],
  ['Problem  solving', 'problem_solving'],
  ['complex_reasoning', 'complex_reasoning'],
])('%s in a policy names %s', (word, capability) => {
  expect(capabilityNamed(word)).toBe(capability);
});

test('a narrower word implies the wider one', () => {
  expect(capabilityImpliedBy('complex_reasoning')).toBe('reasoning');
  expect(capabilityImpliedBy('reasoning')).toBeNull();
  expect(capabilityImpliedBy('constructor')).toBeNull();
});

describe('a request may name', () => {
  test.each([
    ['a word of the catalog', 'legal', holder, 'legal'],
    ['a word of the catalog in another spelling', 'Complex Reasoning', holder, 'complex_reasoning'],
    ['the wider capability of such a word if no model has it', 'complex_reasoning', empty, 'reasoning'],
    ['a known capability that no model has', 'vision', empty, 'vision'],
    ['a synonym', 'chat', empty, 'text'],
    ['nothing else', 'legal', empty, null],
    ['nothing that only an object has', 'constructor', empty, null],
  ])('%s', (_, word, of, expected) => {
    expect(findCapability(word, of)).toBe(expected);
  });
});

test('the most similar capability to a mistyped word may be a word of the catalog', () => {
  expect(closestCapability('lega', holder)).toBe('legal');
  expect(closestCapability('lega', empty)).toBeNull();
  expect(closestCapability('code_generaton', empty)).toBe('code');
  expect(listCapabilities(holder)).toEqual(expect.arrayContaining(['vision', 'legal']));
});

test.each([
  ['reasonning', 'reasoning'],
  ['functon_calling', 'function_calling'],
  ['visoon', 'vision'],
  ['complex_reasoning', null],
  ['problem_solving', null],
  ['vison', 'vision'],
  ['coder', null],
  ['fact', null],
  ['video', null],
  ['chat', null],
])('%s in a policy is mistyped for %s', (word, expected) => {
  expect(mistypedCapability(word)).toBe(expected);
});
