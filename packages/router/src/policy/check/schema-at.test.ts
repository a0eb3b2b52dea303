import { describe, expect, test } from 'vitest';
import { policyDocument } from '../schema/policy-document.ts';
import { keysOf, schemasAt, wordsFor } from './schema-at.ts';

const model = ['models', 'openai', 'gpt-4'];

describe('the allowed values at a path', () => {
  test.each([
    [[], 'a mapping of providers, models, routing_rules, cost_controls, retention, access, attribution, features'],
    [['models'], 'a mapping'],
    [[...model, 'context_window'], 'a whole number'],
    [[...model, 'active'], 'true or false'],
    [[...model, 'tags'], 'a list'],
    [[...model, 'tags', 0], 'text'],
    [[...model, 'cost_per_1k_tokens'], 'a number or a mapping of input, output'],
    [['routing_rules', 'chains', 'A', 'models'], 'a list'],
    [['providers', 'x', 'headers', 'y'], 'text'],
  ])('%j: %s', (path, words) => {
    expect(wordsFor(schemasAt(policyDocument, path))).toBe(words);
  });

  test('nothing, if no value is allowed', () => {
    expect(schemasAt(policyDocument, ['models', 'openai', 'gpt-4', 'nonsense'])).toEqual([]);
  });

  test('the keys of all branches of a union', () => {
    expect(keysOf(schemasAt(policyDocument, [...model, 'quality']))).toEqual(['arena', 'benchmark', 'estimate']);
  });
});
