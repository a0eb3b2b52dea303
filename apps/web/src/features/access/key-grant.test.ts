import { expect, test } from 'vitest';
import { allowsModel, allowsStrategy } from './key-grant.ts';
import type { ConsoleViewer } from './use-viewer.ts';

const limits = { requestsPerMinute: null, tokensPerMinute: null, concurrency: null };
const keyWith = (grant: Partial<NonNullable<ConsoleViewer['apiKey']>>): Pick<ConsoleViewer, 'apiKey'> => ({
  apiKey: { id: 'k', name: 'k', prefix: 'psk_', expiresAt: null, models: null, strategies: null, limits, ...grant },
});

test.each([
  [['acme/mini'], 'acme/mini', true],
  [['acme/mini'], 'acme/mini-2', false],
  [['acme/*'], 'acme/mini', true],
  [['acme/*'], 'other/acme/mini', false],
  [['*'], 'acme/mini', true],
  [['*/mini'], 'acme/mini', true],
  [['*/mini'], 'acme/mini-2', false],
  [['acme/*-*-mini'], 'acme/a-b-mini', true],
  [['acme/*-*-mini'], 'acme/a-mini', false],
  [['acme/a*a'], 'acme/a', false],
  [['other/x', 'acme/*'], 'acme/mini', true],
])('a key with the models %j allows %s: %s', (models, id, expected) => {
  expect(allowsModel(keyWith({ models }), id)).toBe(expected);
});

test('a key without models or strategies allows all, and so does a viewer without a key', () => {
  for (const viewer of [keyWith({}), { apiKey: null }]) {
    expect(allowsModel(viewer, 'acme/mini')).toBe(true);
    expect(allowsStrategy(viewer, 'BALANCED')).toBe(true);
  }
  const bound = keyWith({ strategies: ['COST_OPTIMIZED'] });
  expect([allowsStrategy(bound, 'COST_OPTIMIZED'), allowsStrategy(bound, 'BALANCED')]).toEqual([true, false]);
});
