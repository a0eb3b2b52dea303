import { describe, expect, it } from 'vitest';
import { sampleRules } from '../testing/sample-rules.ts';
import { removeModel, saveModel, setModelActive } from './edit-models.ts';

const { catalog, policy } = sampleRules();
const stored = [
  { id: 'openai/a', settings: { quality: 0.5, price: { input_per_mtok: 1, output_per_mtok: 2 } }, isActive: false },
];

describe('stored models', () => {
  it('keep settings that a change omits, and lose settings that it sets to null', () => {
    const patch = { quality: null, tags: ['x'], display_name: undefined, price: { input_per_mtok: 3 } };
    expect(saveModel(stored, 'openai/a', patch, catalog)).toEqual([
      { id: 'openai/a', settings: { tags: ['x'], price: { input_per_mtok: 3, output_per_mtok: 2 } }, isActive: false },
    ]);
  });

  it.each([
    ['no provider', 'a', {}, /'a' is not a model id/],
    ['an unknown provider', 'nowhere/a', {}, /There is no provider 'nowhere'/],
    ['a wrong value', 'openai/a', { quality: 7 }, /^The model is not stored: quality: Must be/],
    ['half a price', 'openai/b', { price: { input_per_mtok: 1 } }, /output_per_mtok/],
  ])('refuse %s', (_, id, patch, message) => {
    expect(() => saveModel(stored, id, patch, catalog)).toThrow(message);
  });

  it('are switched on and off, also if only the policy defines the model', () => {
    expect(setModelActive(stored, 'openai/gpt-4o-mini', false)).toMatchObject([
      { id: 'openai/a' },
      { id: 'openai/gpt-4o-mini', settings: {}, isActive: false },
    ]);
  });

  it('are removed, but not if they are missing or defined only by the policy', () => {
    expect(removeModel(stored, 'openai/a', policy)).toEqual([]);
    expect(() => removeModel(stored, 'openai/gpt-4o-mini', policy)).toThrow(/switch it off with setModelActive/);
    expect(() => removeModel(stored, 'openai/none', policy)).toThrow("There is no stored model 'openai/none'.");
  });
});
