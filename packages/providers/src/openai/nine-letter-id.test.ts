import { expect, it } from 'vitest';
import { toNineLetterId } from './nine-letter-id.ts';

it('converts any id into the same nine letters, and keeps valid ids', () => {
  expect(toNineLetterId('call_abcdefgh1234')).toMatch(/^[a-zA-Z0-9]{9}$/);
  expect(toNineLetterId('call_abcdefgh1234')).toBe(toNineLetterId('call_abcdefgh1234'));
  expect(toNineLetterId('toolu_1')).not.toBe(toNineLetterId('toolu_2'));
  expect(toNineLetterId('D681PevKs')).toBe('D681PevKs');
});
