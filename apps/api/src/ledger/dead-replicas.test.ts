import { expect, it } from 'vitest';
import { DeadReplicas } from './dead-replicas.ts';

it('keeps each replica until its leases have expired', () => {
  const dead = new DeadReplicas(60_000);
  dead.note('a', 0);
  dead.note('b', 30_000);
  expect(dead.ids(60_000)).toEqual(['a', 'b']);
  expect(dead.ids(60_001)).toEqual(['b']);
  dead.note('b', 70_000);
  expect(dead.ids(130_000)).toEqual(['b']);
});

it('keeps at most the last 1,000 replicas', () => {
  const dead = new DeadReplicas(60_000);
  for (let number = 0; number < 1_001; number++) dead.note(String(number), 0);
  expect(dead.ids(0)).toHaveLength(1_000);
  expect(dead.ids(0)).not.toContain('0');
});
