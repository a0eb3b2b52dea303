import { expect, test } from 'vitest';
import { modelNames } from './model-names.ts';

const names = modelNames(['openai/gpt-4o', 'azure/gpt-4o', 'together/meta-llama/Llama-3.3-70B', 'azure/openai/gpt-4o']);

test.each([
  ['openai/gpt-4o', 'openai/gpt-4o'],
  ['azure/gpt-4o', 'azure/gpt-4o'],
  ['gpt-4o', 'openai/gpt-4o'],
  ['meta-llama/Llama-3.3-70B', 'together/meta-llama/Llama-3.3-70B'],
  ['Llama-3.3-70B', null],
  ['openai:gpt-4o', 'openai/gpt-4o'],
  ['azure:gpt-4o', 'azure/gpt-4o'],
  ['models/gpt-4o', 'openai/gpt-4o'],
  ['azure/models/gpt-4o', 'azure/gpt-4o'],
  ['gpt-4o-2024-08-06', 'openai/gpt-4o'],
  ['azure:gpt-4o-20240806', 'azure/gpt-4o'],
  ['gpt-4o@20240806', 'openai/gpt-4o'],
  ['gpt-4o-latest', 'openai/gpt-4o'],
  ['gpt-4o-mini', null],
  ['gpt-4o-2024', null],
  ['', null],
])('%s is %s', (name, id) => {
  expect(names.resolve(name)).toBe(id);
});

test('an id comes before a bare name of the same form', () => {
  expect(names.resolve('openai/gpt-4o')).toBe('openai/gpt-4o');
  expect(names.ids).toHaveLength(4);
});
