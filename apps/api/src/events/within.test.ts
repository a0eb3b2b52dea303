import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { within } from './within.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('resolves as the work does, and leaves no timer', async () => {
  await expect(within(100, Promise.resolve('done'), 'late')).resolves.toBe('done');
  expect(vi.getTimerCount()).toBe(0);
});

test('rejects as the work does, and leaves no timer', async () => {
  await expect(within(100, Promise.reject(new Error('failed')), 'late')).rejects.toThrow('failed');
  expect(vi.getTimerCount()).toBe(0);
});

test('resolves to late after the limit, also if the work rejects afterwards', async () => {
  const { promise, reject } = Promise.withResolvers<string>();
  const result = within(100, promise, 'late');
  await vi.advanceTimersByTimeAsync(100);
  await expect(result).resolves.toBe('late');
  reject(new Error('afterwards'));
  await expect(promise).rejects.toThrow('afterwards');
});
