import { buildModel } from '@penstock/testing';
import { expect, test } from 'vitest';
import { sampleRules } from '../testing/sample-rules.ts';
import { withModel } from './with-model.ts';

const rules = sampleRules();

test('a model that has left the rules is found by its id, but is in no list', () => {
  const known = withModel(rules, buildModel('openai/gone'));
  expect(known.catalog.find('openai/gone')).toMatchObject({ name: 'gone', isActive: false });
  expect(known.catalog.resolve('gone')).toBeUndefined();
  expect(known.catalog.models).toBe(rules.catalog.models);
  const { revision, providers, problems, capabilities, pricesValidUntilMs } = rules.catalog;
  expect(known.catalog).toMatchObject({ revision, providers, problems, pricesValidUntilMs });
  expect(known.catalog.capabilities).toBe(capabilities);
  expect(known.catalog.find('openai/gpt-4o-mini')).toBe(rules.catalog.find('openai/gpt-4o-mini'));
  expect(known.catalog.resolve('gpt-4o-mini')).toBe(rules.catalog.find('openai/gpt-4o-mini'));
  expect(known.catalog.findProvider('openai')).toBe(rules.catalog.findProvider('openai'));
});

test('rules that have the model stay unchanged', () => {
  expect(withModel(rules, buildModel('openai/gpt-4o-mini'))).toBe(rules);
});
