import { describe, expect, test } from 'vitest';
import { toModelPolicy } from '../policy/translate/to-model-policy.ts';
import { applyOverrides } from './apply-overrides.ts';

const models = [
  toModelPolicy('openai/gpt-4', { tags: ['a'], context_window: 8192, active: false }),
  toModelPolicy('openai/gpt-4o', { tags: ['b'] }),
];
const hasProvider = (id: string) => id === 'openai';

function apply(id: string, settings: unknown, isActive = true) {
  return applyOverrides(models, [{ id, settings, isActive }], hasProvider);
}

describe('stored models', () => {
  test('replace the stated fields, and leave the rest', () => {
    const { models: laid, problems } = apply('openai/gpt-4', { tags: ['x'] });
    expect(problems).toEqual([]);
    expect(laid.map(({ id }) => id)).toEqual(['openai/gpt-4', 'openai/gpt-4o']);
    expect(laid[0]).toMatchObject({ tags: ['x'], contextWindow: 8192, isActive: true });
    expect(laid[1]).toBe(models[1]);
  });

  test('switch a model off, without other fields', () => {
    expect(apply('openai/gpt-4o', {}, false).models[1]).toMatchObject({ tags: ['b'], isActive: false });
  });

  test('add a model at the end', () => {
    const { models: laid } = apply('openai/gpt-9', { context_window: 9 });
    expect(laid[2]).toMatchObject({ id: 'openai/gpt-9', contextWindow: 9, isActive: true });
  });

  test('that are invalid change nothing and are named', () => {
    const { models: laid, problems } = apply('openai/gpt-4', { contxt_window: 9 });
    expect(laid).toEqual(models);
    expect(problems).toEqual([
      "The stored model 'openai/gpt-4' is not used: contxt_window: The key 'contxt_window' is not known here.",
    ]);
    expect(apply('unknown/x', {}).problems[0]).toContain("no provider 'unknown'");
  });
});
