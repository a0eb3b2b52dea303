import { describe, expect, it } from 'vitest';
import { hashText, Random } from './random.ts';

describe('Random', () => {
  it('is the same for the same seed and differs for another seed', () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, () => new Random(seed).integer(0, 1_000_000));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('stays within its bounds and reaches both', () => {
    const random = new Random(7);
    const drawn = new Set(Array.from({ length: 200 }, () => random.integer(3, 5)));
    expect([...drawn].sort()).toEqual([3, 4, 5]);
  });

  it('shuffles without losing or doubling an item', () => {
    expect(new Random(3).shuffle([1, 2, 3, 4]).sort()).toEqual([1, 2, 3, 4]);
    expect(new Random(3).shuffle([])).toEqual([]);
  });
});

describe('hashText', () => {
  it('distinguishes texts and chains', () => {
    expect(hashText('a')).not.toBe(hashText('b'));
    expect(hashText('b', hashText('a'))).toBe(hashText('ab'));
  });
});
