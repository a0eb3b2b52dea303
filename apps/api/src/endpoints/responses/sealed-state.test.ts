import { expect, test } from 'vitest';
import { openState, sealState } from './sealed-state.ts';

const state = { providerId: 'anthropic', dialect: 'anthropic', value: { signature: 'ä"\u0000' } };

test('a state comes back unchanged', () => {
  for (const part of ['reasoning', 'text'] as const) {
    expect(openState(sealState({ state, part }), 'p')).toEqual({ state, part });
  }
  const unclaimed = { ...state, providerId: null };
  expect(openState(sealState({ state: unclaimed, part: 'text' }), 'p')?.state).toEqual(unclaimed);
});

test('a text of another service is not a state', () => {
  expect(openState('gAAAAABo', 'p')).toBeNull();
});

test('a text that was changed is refused with its path', () => {
  expect(() => openState('penstock.e30', 'input[0].encrypted_content')).toThrow('input[0].encrypted_content');
});
