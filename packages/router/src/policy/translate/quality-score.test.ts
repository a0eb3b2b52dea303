import { expect, test } from 'vitest';
import { qualityOf } from './quality-score.ts';

test.each([
  [0.78, 0.78, 'policy'],
  [{ estimate: 0.9 }, 0.9, 'estimate'],
  [{ benchmark: 0.4 }, 0.4, 'benchmark'],
  [{ arena: 900 }, 0, 'arena'],
  [{ arena: 1200 }, 0.5, 'arena'],
  [{ arena: 1500 }, 1, 'arena'],
  [{ arena: 1600 }, 1, 'arena'],
  [{ arena: 700 }, 0, 'arena'],
])('%j is %d by %s', (entry, score, source) => {
  expect(qualityOf(entry)).toEqual({ score, source });
});
