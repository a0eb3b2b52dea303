import { describe, expect, test } from 'vitest';
import { closest } from './closest.ts';

const words = ['balanced', 'cost_optimized', 'vision', 'openai/gpt-4o-mini'];

describe('closest finds the intended word', () => {
  test.each([
    ['balancd', 'balanced'],
    ['blaanced', 'balanced'],
    ['BALANCED', 'balanced'],
    ['cost-optimised', 'cost_optimized'],
    ['costOptimized', 'cost_optimized'],
    ['vison', 'vision'],
    ['openai/gpt4o-mini', 'openai/gpt-4o-mini'],
  ])('%s → %s', (typed, meant) => {
    expect(closest(typed, words)).toBe(meant);
  });

  test.each(['', 'x', 'entirely different', 'vi'])('no candidate is similar to %j', (typed) => {
    expect(closest(typed, words)).toBeNull();
  });

  test('a long word takes no time', () => {
    expect(closest('x'.repeat(5_000_000), words)).toBeNull();
  });

  test('a call may allow fewer typing errors', () => {
    expect(closest('vison', words, 1)).toBe('vision');
    expect(closest('balnced', ['balanced'], 1)).toBe('balanced');
    expect(closest('blaanced', words, 1)).toBeNull();
  });

  test.each([
    ['modle', 'model'],
    ['MIEN', 'mine'],
  ])('two swapped letters count as one typing error: %s → %s', (typed, meant) => {
    expect(closest(typed, ['model', 'mine'])).toBe(meant);
  });

  test.each(['moled', 'mdoel-x', 'mdole'])('larger differences are not a swap: %s', (typed) => {
    expect(closest(typed, ['model'])).toBeNull();
  });

  test('a word of one or two letters must be the same', () => {
    expect(closest('o2', ['o1', 'o3'])).toBeNull();
  });
});
