import { describe, expect, it } from 'vitest';
import { describeNames } from './describe-names.ts';

describe('the names in a sentence', () => {
  it('are all of a few', () => {
    expect(describeNames(['a', 'b'], 'x')).toBe("'a', 'b'");
  });

  it('are some of many, the most similar first and each of bounded length', () => {
    const names = Array.from({ length: 9 }, (_, index) => `${'m'.repeat(100)}${index}`);
    expect(describeNames([...names, 'llama-3.1-8b'], 'llama-3-8b')).toBe(
      `'llama-3.1-8b', ${Array.from({ length: 4 }, () => `'${'m'.repeat(80)}…'`).join(', ')} and 5 more`,
    );
  });
});
