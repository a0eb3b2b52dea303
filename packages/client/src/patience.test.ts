import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Patience, refusalOf } from './patience.ts';
import { PenstockError } from './penstock-error.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function wait(patience: Patience, signal?: AbortSignal): Promise<void> {
  const waiting = patience.wait('broken', 'g', signal);
  waiting.catch(() => {});
  await vi.advanceTimersByTimeAsync(2_000);
  await waiting;
}

it('retries a lost connection until the time is over, which starts again after each event', async () => {
  const patience = new Patience(5_000);
  patience.renew();
  for (let tries = 0; tries < 3; tries++) await wait(patience);
  expect(patience.isTried).toBe(true);
  const error = { code: 'UNREACHABLE', generationId: 'g', cause: 'broken' };
  await expect(wait(patience)).rejects.toMatchObject(error);
  patience.renew();
  expect(patience.isTried).toBe(false);
  await wait(patience);
});

it('gives up soon when the service has never answered', async () => {
  const patience = new Patience(600_000);
  await wait(patience);
  await wait(patience);
  await expect(wait(patience)).rejects.toThrow('Penstock does not answer at this address.');
});

it('ends its wait when the caller stops', async () => {
  const controller = new AbortController();
  const waiting = new Patience(5_000).wait('broken', undefined, controller.signal);
  controller.abort('enough');
  await expect(waiting).rejects.toBe('enough');
});

it.each([
  ['a cut connection', { code: 1006, reason: '' }, null],
  ['a service that ends', { code: 1001, reason: 'Going away' }, null],
  ['an error of the socket', new Error('ECONNREFUSED'), null],
  [
    'a wrong key',
    { code: 4401, reason: 'The key is not valid here' },
    ['UNAUTHENTICATED', 'The key is not valid here.'],
  ],
  [
    'a message that is too long',
    { code: 1009, reason: 'Too long' },
    ['INTERNAL', expect.stringContaining('1009 Too long')],
  ],
  ['a refused operation', [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }], ['FORBIDDEN', 'No.']],
])('decides whether to retry: %s', (_, error, refusal) => {
  const told = refusalOf(error, 'g');
  expect(told instanceof PenstockError ? [told.code, told.message] : told).toEqual(refusal);
});
