import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { type ListedModels, refreshPolicy } from './refresh-policy.ts';

const policy = `# A policy.
models:
  # OpenAI.
  openai:
    gpt-a:
      context_window: 1048576 # the whole
      quality: { arena: 1200 }

    gpt-b:
      context_window: 128000
      price:
        input_per_mtok: 1
        output_per_mtok: 2
      tags: [b]
  mine:
    own: { context_window: 10, price: { input_per_mtok: 0, output_per_mtok: 0 } }
`;

const listed: ListedModels = new Map([
  ['openai/gpt-a', { name: 'A', contextWindow: 1_000_000, price: '1 / 2' }],
  ['openai/gpt-b', { name: 'B', contextWindow: 400_000, price: '3 / 4' }],
  ['openai/gpt-c', { name: 'C "2"', contextWindow: 8_000, price: '5 / 6' }],
  ['openai/gpt-old', { name: 'Old', contextWindow: null, price: null }],
]);
const known = { 'openai/gpt-a': '1 / 1', 'openai/gpt-old': null };

test('updates windows, drops prices that the list now has, and adds new models switched off', () => {
  const { text, changes } = refreshPolicy(policy, listed, known);
  expect(parse(text)).toEqual({
    models: {
      openai: {
        'gpt-c': { display_name: 'C "2"', context_window: 8_000, active: false },
        'gpt-a': { context_window: 1_048_576, quality: { arena: 1200 } },
        'gpt-b': { context_window: 400_000, tags: ['b'] },
      },
      mine: { own: { context_window: 10, price: { input_per_mtok: 0, output_per_mtok: 0 } } },
    },
  });
  expect(text).toContain('# A policy.');
  expect(text).toContain('1048576 # the whole');
  expect(changes).toEqual([
    { path: 'openai/gpt-b.context_window', before: '128000', after: '400000' },
    { path: 'openai/gpt-b.price', before: 'stated', after: 'of the list: 3 / 4' },
    { path: 'openai/gpt-c', before: null, after: 'a new model, switched off' },
    { path: 'openai/gpt-a.price', before: '1 / 1', after: '1 / 2' },
  ]);
});

test('a second refresh changes nothing', () => {
  const { text } = refreshPolicy(policy, listed, known);
  const now = Object.fromEntries([...listed].map(([id, { price }]) => [id, price]));
  expect(refreshPolicy(text, listed, now)).toEqual({ text, changes: [] });
});
