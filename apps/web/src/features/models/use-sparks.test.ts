import { expect, test } from 'vitest';
import { toSparks } from './use-sparks.ts';

const point = (at: string, model: string | null, calls: number, failures = 0) => ({
  at,
  model,
  totals: { calls, failures },
});

test('hours without calls are zero, and the last hour is at the end', () => {
  const sparks = toSparks({
    to: '2026-06-02T10:20:00Z',
    groups: [{ model: 'a/1', totals: { averageFirstTokenMs: 310 } }],
    series: [
      point('2026-06-01T10:00:00Z', 'a/1', 99),
      point('2026-06-01T11:00:00Z', 'a/1', 1),
      point('2026-06-02T09:00:00Z', 'a/1', 4, 2),
      point('2026-06-02T10:00:00Z', 'a/1', 2),
      point('2026-06-02T10:00:00Z', null, 7),
    ],
  });
  const spark = sparks.get('a/1');
  expect(spark).toMatchObject({ total: 7, failures: 2, firstTokenMs: 310 });
  expect(spark?.calls).toHaveLength(24);
  expect([spark?.calls[0], spark?.calls[22], spark?.calls[23]]).toEqual([1, 4, 2]);
  expect(sparks.size).toBe(1);
});
