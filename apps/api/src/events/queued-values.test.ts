import { expect, test, vi } from 'vitest';
import { QueuedValues } from './queued-values.ts';

function open(most = 3) {
  let tell: (value: number) => void = () => {};
  const leave = vi.fn();
  const values = new QueuedValues<number>((listener) => {
    tell = listener;
    return leave;
  }, most);
  return { values, leave, tell: (value: number) => tell(value) };
}

test('arrive in order, including values between two reads', async () => {
  const { values, tell } = open();
  tell(1);
  tell(2);
  expect(await values.next()).toEqual({ value: 1, done: false });
  expect(await values.next()).toEqual({ value: 2, done: false });
  const waiting = values.next();
  tell(3);
  expect(await waiting).toEqual({ value: 3, done: false });
});

test('of a slow reader lose the oldest', async () => {
  const { values, tell } = open();
  for (let value = 1; value <= 10; value++) tell(value);
  expect(await values.next()).toEqual({ value: 8, done: false });
  expect(await values.next()).toEqual({ value: 9, done: false });
});

test.each(['return', 'a signal'])('end immediately by %s, also while the reader waits', async (way) => {
  const { values, leave, tell } = open();
  const ending = new AbortController();
  values.until(ending.signal);
  const waiting = values.next();
  if (way === 'return') await values.return();
  else ending.abort();
  expect(await waiting).toEqual({ value: undefined, done: true });
  expect(leave).toHaveBeenCalledOnce();
  tell(1);
  expect(await values.next()).toEqual({ value: undefined, done: true });
});
