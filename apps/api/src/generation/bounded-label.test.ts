import { expect, test } from 'vitest';
import { BoundedLabel } from './bounded-label.ts';

test('the first values keep their own label, and every further value becomes `other`', () => {
  const label = new BoundedLabel(2);
  expect(['a', 'b', 'c', 'a', 'd', 'b'].map((value) => label.of(value))).toEqual([
    'a',
    'b',
    'other',
    'a',
    'other',
    'b',
  ]);
});
