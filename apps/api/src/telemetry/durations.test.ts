import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { Durations, durationsPerCount } from './durations.ts';

test('a scrape shows every duration, under its labels', async () => {
  const registry = new Registry();
  const durations = new Durations(registry, { name: 'd', help: 'D.', labelNames: ['of'], buckets: [0.01, 0.1] });
  for (let n = 0; n < durationsPerCount + 1; n++) durations.add(20, { of: 'a' });
  durations.add(5, { of: 'b' });
  const text = await registry.metrics();
  expect(text).toContain(`d_bucket{le="0.01",of="a"} 0\n`);
  expect(text).toContain(`d_bucket{le="0.1",of="a"} ${durationsPerCount + 1}\n`);
  expect(text).toContain(`d_bucket{le="0.01",of="b"} 1\n`);
  expect(text).toContain('d_sum{of="b"} 0.005\n');
  expect(await registry.metrics()).toBe(text);
});
