import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { Tally } from './tally.ts';

test('counts by labels, and reports the same at each scrape', async () => {
  const registry = new Registry();
  const tally = new Tally(registry, {
    name: 'calls_total',
    help: 'Calls.',
    labelNames: ['provider', 'model', 'outcome'],
  });
  const labels = { provider: 'a', model: 'a/one' };
  tally.add({ ...labels, outcome: 'succeeded' });
  tally.add({ ...labels, outcome: 'succeeded' }, 1.5);
  tally.series({ outcome: 'succeeded', ...labels }).count++;
  tally.add({ ...labels, outcome: 'failed' });
  const text = [
    '# HELP calls_total Calls.',
    '# TYPE calls_total counter',
    'calls_total{provider="a",model="a/one",outcome="succeeded"} 3.5',
    'calls_total{provider="a",model="a/one",outcome="failed"} 1',
    '',
  ].join('\n');
  expect(await registry.metrics()).toBe(text);
  expect(await registry.metrics()).toBe(text);
});
