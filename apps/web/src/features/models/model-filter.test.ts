import { expect, test } from 'vitest';
import { emptyFilter, type ModelFilter, matchesFilter, readAddress, writeAddress } from './model-filter.ts';
import { sampleModel } from './testing/sample-model.ts';

const models = [
  sampleModel({
    id: 'openai/gpt-4o-mini',
    displayName: 'GPT-4o mini',
    capabilities: ['text', 'vision'],
    tags: ['cheap'],
  }),
  sampleModel({
    id: 'ollama/llama3',
    local: true,
    price: { inputPerMTok: '0', cachedInputPerMTok: '0', outputPerMTok: '0' },
    contextWindow: 8_192,
  }),
  sampleModel({ id: 'mistral/large', price: null, capabilities: ['text', 'vision', 'code'] }),
];

const pass = (filter: Partial<ModelFilter>) =>
  models
    .filter((model) => matchesFilter(model, { ...emptyFilter, ...filter }, ({ id }) => id !== 'mistral/large'))
    .map(({ id }) => id);

test.each<[string, Partial<ModelFilter>, string[]]>([
  ['no criteria', {}, ['openai/gpt-4o-mini', 'ollama/llama3', 'mistral/large']],
  ['words in any order and case', { search: ' MINI gpt ' }, ['openai/gpt-4o-mini']],
  ['a tag as a word', { search: 'cheap' }, ['openai/gpt-4o-mini']],
  ['a capability', { capabilities: ['vision'] }, ['openai/gpt-4o-mini', 'mistral/large']],
  ['several capabilities', { capabilities: ['vision', 'code'] }, ['mistral/large']],
  ['a provider', { provider: 'ollama' }, ['ollama/llama3']],
  ['a tag', { tag: 'cheap' }, ['openai/gpt-4o-mini']],
  ['local models', { onlyLocal: true }, ['ollama/llama3']],
  ['available models', { onlyAvailable: true }, ['openai/gpt-4o-mini', 'ollama/llama3']],
  ['free models; unpriced is not free', { maxInputPrice: 0 }, ['ollama/llama3']],
  ['a price', { maxInputPrice: 1 }, ['openai/gpt-4o-mini', 'ollama/llama3']],
  ['a window', { minContext: 100_000 }, ['openai/gpt-4o-mini', 'mistral/large']],
])('filters by: %s', (_, filter, ids) => {
  expect(pass(filter)).toEqual(ids);
});

test('a filter written to the address is read back from it', () => {
  const filter: ModelFilter = {
    search: 'gpt mini',
    capabilities: ['vision', 'code'],
    provider: 'openai',
    tag: 'cheap',
    onlyLocal: true,
    onlyAvailable: true,
    maxInputPrice: 2.5,
    minContext: 128_000,
  };
  const sort = { key: 'price', isDescending: false };
  const view = { filter, sort, compared: ['openai/gpt', 'mistral/large'] };
  expect(readAddress(new URLSearchParams(writeAddress(view).toString()))).toEqual(view);
});

test('the defaults leave the address empty, and an empty address means the defaults', () => {
  const view = readAddress(new URLSearchParams());
  expect(view).toMatchObject({ filter: emptyFilter, compared: [] });
  expect(writeAddress(view).toString()).toBe('');
});

test('an invalid number is ignored', () => {
  expect(readAddress(new URLSearchParams('maxPrice=cheap&minContext=-5')).filter).toEqual(emptyFilter);
});

test('at most six models are compared, each once', () => {
  const address = new URLSearchParams('abcdefgg'.split('').map((name) => ['compare', `a/${name}`]));
  address.append('compare', 'a/a');
  expect(readAddress(address).compared).toEqual(['a/a', 'a/b', 'a/c', 'a/d', 'a/e', 'a/f']);
});
