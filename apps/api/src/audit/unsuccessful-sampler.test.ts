import { expect, test } from 'vitest';
import type { AuditEvent } from './audit.ts';
import { UnsuccessfulSampler } from './unsuccessful-sampler.ts';

const event: AuditEvent = {
  actor: null,
  action: 'key.use',
  target: null,
  outcome: 'REFUSED',
  errorCode: 'UNAUTHENTICATED',
  requestId: 'r1',
  address: '10.0.0.1',
};

function sampler(mostKeys: number) {
  const written: AuditEvent[] = [];
  const sampled = new UnsuccessfulSampler(
    { record: async (entry) => void written.push(entry) },
    { windowMs: 3_600_000, mostKeys },
  );
  return { written, sampled };
}

test('the first attempt is written at once, further ones as one entry with their count', async () => {
  const { written, sampled } = sampler(10);
  for (let attempt = 0; attempt < 1_000; attempt++) sampled.take(event);
  expect(written).toEqual([event]);
  await sampled.flush();
  expect(written).toEqual([event, { ...event, requestId: null, count: 999 }]);
  await sampled.flush();
  expect(written).toHaveLength(2);
});

test('callers and actions are counted separately', async () => {
  const { written, sampled } = sampler(10);
  const actor = { kind: 'API_KEY', id: 'k1', name: 'ci' } as const;
  const attempts = [event, { ...event, address: '10.0.0.2' }, { ...event, actor }, { ...event, action: 'budget.save' }];
  for (const attempt of attempts) sampled.take(attempt);
  expect(written).toEqual(attempts);
});

test('a million addresses write as many entries as the bound allows, and one for the rest', async () => {
  const { written, sampled } = sampler(3);
  for (let attempt = 0; attempt < 100_000; attempt++) sampled.take({ ...event, address: `10.0.${attempt}` });
  expect(written).toHaveLength(3);
  await sampled.flush();
  expect(written).toHaveLength(4);
  expect(written[3]).toEqual({ ...event, requestId: null, address: null, count: 99_997 });
});
