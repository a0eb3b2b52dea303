import { expect, test } from 'vitest';
import { openState, sealState } from './sealed-state.ts';

const state = { providerId: 'anthropic', dialect: 'anthropic', value: { signature: 'ä"\u0000' } };

test('a state comes back as it was', () => {
  for (const part of ['reasoning', 'text'] as const) {
    expect(openState(sealState({ state, part }), 'p')).toEqual({ state, part });
  }
  const unclaimed = { ...state, providerId: null };
  expect(openState(sealState({ state: unclaimed, part: 'text' }), 'p')?.state).toEqual(unclaimed);
});

test('the text of another service is none', () => {
  expect(openState('gAAAAABo', 'p')).toBeNull();
});

test('a text that was changed is refused by its place', () => {
  expect(() => openState('penstock.e30', 'input[0].encrypted_content')).toThrow('input[0].encrypted_content');
});
