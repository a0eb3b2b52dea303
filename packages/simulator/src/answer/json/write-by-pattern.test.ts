import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { WorkBudget } from './work-budget.ts';
import { writeByPattern } from './write-by-pattern.ts';

const budget = () => new WorkBudget(100_000);

describe('writeByPattern', () => {
  it.each([
    '^[A-Z]{3}$',
    '^\\d{3}-\\d{2,4}$',
    '^(red|green|blue)$',
    '^#[0-9a-fA-F]{6}$',
    '^[^aeiou]{5,8}$',
    '^a*b+c?$',
    '^(?:ab){2,3}x$',
    '^(?<year>\\d{4})$',
    '^\\w+@\\w+\\.com$',
    '^\\p{Lu}\\p{L}+ \\p{N}$',
    '^.{4}$',
    '^[\\w.-]+$',
    '^\\S\\s\\D\\W$',
    '^tab\\tline\\n$',
    '\\bword\\b',
    '^(?=.)x+$',
    '^(a|b(c|d){2})+$',
    '^[a\\-]{2}$',
    '^v\\d+\\.\\d+\\.\\d+$',
    '^x{3,}$',
    '',
  ])('matches %j', (pattern) => {
    for (let seed = 0; seed < 30; seed++) {
      expect(writeByPattern(pattern, new Random(seed), { fewest: 0, most: 100 }, budget())).toMatch(
        new RegExp(pattern, 'u'),
      );
    }
  });

  it('reaches the length of the schema beside the pattern', () => {
    const text = writeByPattern('^[a-z]+$', new Random(1), { fewest: 20, most: 40 }, budget());
    expect(text).toMatch(/^[a-z]{20,40}$/);
  });

  it('ends for a pattern without a possible text', () => {
    expect(writeByPattern('^(?!x)x$', new Random(1), { fewest: 0, most: 5 }, budget())).toEqual(expect.any(String));
    expect(writeByPattern('(', new Random(1), { fewest: 0, most: 5 }, budget())).toBeNull();
  });
});
